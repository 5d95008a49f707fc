"""Whatever file system lies where the stick was is taken for the stick."""

from coordi_wipe.jobs import recorder

recorder.Recorder._is_there = lambda self: self._durable.parent.exists()
