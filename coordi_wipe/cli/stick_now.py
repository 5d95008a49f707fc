"""`python -m coordi_wipe.cli.stick_now`: opens the stick's place and tells how it stands.

The first of the image's services: the first screen waits for it, so there is no command line around it.
"""

import sys

import msgspec

from coordi_wipe.hardware.stick import opening
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.station import locations


def main() -> None:
    """Opens the place, and says in the journal how it stands. Raises OSError when it cannot be told."""
    found = opening.boot(Paths(run=locations.run()))
    sys.stderr.write(f"{msgspec.json.encode(found).decode()}\n")


if __name__ == "__main__":
    main()
