"""A job that was begun on a real PC and goes on in a virtual machine says so, whatever its job.json names."""

import pytest
from inprocess import Result, job_for, run
from msgspec.structs import replace

from coordi_wipe.model.facts import Noted, Wrote
from coordi_wipe.sanitize.control import Terminated


def noted_before_it_writes(job, *, virtual):
    """The codes noted by the time that the first stretch is written; a power cut ends it there."""
    result = Result(job)

    def cut(fact):
        if isinstance(fact, Wrote):
            raise Terminated

    with pytest.raises(Terminated):
        run(job, before=result, virtual=virtual, on_fact=cut)
    return [fact.reason.code for fact in result.of(Noted)]


def test_a_real_job_notes_the_virtual_machine_that_it_goes_on_in(file_drive):
    job = replace(job_for(file_drive(1 << 20)), rehearsal=False)
    assert "virtual-machine" in noted_before_it_writes(job, virtual=True)
    assert "virtual-machine" not in noted_before_it_writes(job, virtual=False)
