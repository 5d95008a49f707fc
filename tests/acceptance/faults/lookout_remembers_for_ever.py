"""What was once seen of a job is shown for ever: an end, or a drive that went away, is never seen."""

from coordi_wipe.jobs import lookout

lookout._trace = lambda folder: (False, 0, 0, False, False)  # noqa: ARG005 - blind on purpose
