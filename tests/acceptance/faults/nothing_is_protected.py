"""No drive is ever in use, and none is locked: all that keeps us from a drive of others is gone."""

import os

from coordi_wipe.hardware import claiming, protection

honest = claiming._open
protection.protection = lambda *args: ()  # noqa: ARG005 - blind on purpose
protection.file_protection = lambda *args: ()  # noqa: ARG005 - blind on purpose
claiming._flock = lambda descriptor, node: None  # noqa: ARG005 - blind on purpose
claiming._open = lambda node, flags: honest(node, flags & ~os.O_EXCL)
