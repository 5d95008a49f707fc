"""udev's database, read without udev's library: one file for each block device."""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path("/run/udev/data")
"""A file `bMAJOR:MINOR` for each block device, with a property in each line `E:NAME=value`."""


def properties(number: str, folder: Path = FOLDER) -> Mapping[str, str]:
    """What udev knows of the device with this number (`MAJOR:MINOR`); empty while it knows nothing."""
    try:
        lines = (folder / f"b{number}").read_text(errors="replace").splitlines()
    except OSError:  # no udevd, or it has not seen this one yet
        return {}
    return dict(line[2:].split("=", 1) for line in lines if line.startswith("E:") and "=" in line)
