"""A drive is taken without the two locks that keep others away."""

import os

from coordi_wipe.hardware import claiming

honest = claiming._open
claiming._flock = lambda descriptor, node: None  # noqa: ARG005 - blind on purpose
claiming._open = lambda node, flags: honest(node, flags & ~os.O_EXCL)
