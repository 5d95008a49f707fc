"""Whatever file system lies where the stick was is taken for the stick."""

import os

from coordi_wipe.jobs import recorder


def anything(self):
    os.stat(self._durable.parent)


recorder.Recorder._look_at_file_system = anything
