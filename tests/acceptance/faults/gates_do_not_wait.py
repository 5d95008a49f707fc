"""The work goes on, and ends, while the stick that should hold its facts is away."""

from coordi_wipe.jobs import recorder

recorder.Recorder.insist = lambda self, _pause: self.keep()
