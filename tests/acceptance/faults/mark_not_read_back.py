"""The fingerprint is written and taken for written: nobody reads it."""

from coordi_wipe.jobs import work
from coordi_wipe.sanitize import marking


def believed(block, data, stream, size):  # noqa: ARG001 - blind on purpose
    marking._written(block, marking._Text(data), len(data), size)
    block.flush()
    return "marked"


work.mark = believed
