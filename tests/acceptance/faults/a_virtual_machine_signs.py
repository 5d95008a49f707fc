"""Every stick with a supervisor's seal signs for real, in a virtual machine too."""

from coordi_wipe.station import custody
from coordi_wipe.station.begin import Beginning

Beginning._is_rehearsal = lambda self, drive, here: custody.stick(self._home) is None  # noqa: ARG005
