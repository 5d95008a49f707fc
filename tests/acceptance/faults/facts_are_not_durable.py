"""Facts are called durable and are kept in the live folder only."""

from coordi_wipe.jobs import recorder

recorder.Recorder.keep = lambda self: True  # noqa: ARG005 - blind on purpose
