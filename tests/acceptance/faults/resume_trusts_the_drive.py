"""An interrupted job goes on without looking whether the drive still holds what was written."""

from coordi_wipe.sanitize.techniques.overwrite import Overwrite, Position


def trusting(technique, reached, rewind):  # noqa: ARG001 - blind on purpose
    return Position(reached.number, max(reached.offset - rewind, 0)) if reached != Position() else None


Overwrite.resumed = trusting
