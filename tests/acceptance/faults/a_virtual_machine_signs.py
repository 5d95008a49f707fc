"""Every stick with a supervisor's seal signs for real, in a virtual machine too."""

from coordi_wipe.station import custody
from coordi_wipe.station.begin import Beginning


def _is_rehearsal(self, *_):
    return custody.stick(self._home) is None


Beginning._is_rehearsal = _is_rehearsal
