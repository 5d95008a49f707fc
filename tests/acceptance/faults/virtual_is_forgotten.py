"""A job that goes on in a virtual machine is not told from one on a PC, by the face nor by the worker."""

from coordi_wipe.jobs import work
from coordi_wipe.station import begin

begin.Beginning._refuse_virtual = lambda self, job, here: None  # noqa: ARG005 - blind on purpose
work._VIRTUAL = "unreached-cells"
