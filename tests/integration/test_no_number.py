"""A drive without serial or WWN that was plugged in again is known by its bytes, or not at all."""

import pytest
from inprocess import Result, job_for, run
from msgspec.structs import replace

from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.facts import Began, Wrote
from coordi_wipe.sanitize.control import Terminated
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20


def as_it_is(identity):
    return identity


def in_a_dock(identity):
    return replace(identity, serial="DOCK0001", source="bridge")


def stopped(drive, method="auto", seen=as_it_is) -> Result:
    """A job that was cut after its first checkpoint."""
    job = job_for(drive, method, checkpoint=Checkpoint(bytes=MIB), rewind=MIB)
    result = Result(replace(job, plan=replace(job.plan, drive=seen(job.plan.drive))))

    def cut(fact):
        if isinstance(fact, Wrote):
            raise Terminated

    with pytest.raises(Terminated):
        run(result.job, before=result, seen=seen, on_fact=cut)
    return result


def plugged_again(identity):
    return replace(identity, diskseq=identity.diskseq + 1)


def test_the_same_bytes_are_the_same_drive(file_drive):
    result = stopped(file_drive(4 * MIB))
    with pytest.raises(Terminated):
        run(result.job, before=result, seen=plugged_again, on_fact=_stop_at_a_checkpoint)
    assert len(result.of(Began)) == 2


def test_a_docks_number_is_not_the_disks(file_drive):
    """Any disk in the same dock shows the same number: only bytes tell."""
    drive = file_drive(4 * MIB)
    result = stopped(drive, seen=in_a_dock)
    assert result.job.plan.drive.serial == "DOCK0001"
    foreign = b"somebody's photos" * 1000
    drive.backing.write_bytes(foreign.ljust(drive.size, b"\0"))

    with pytest.raises(RefusedError) as refusal:
        run(result.job, before=result, seen=lambda identity: plugged_again(in_a_dock(identity)))

    assert refusal.value.reason.code == "another-drive-here"
    assert drive.backing.read_bytes().startswith(foreign)


@pytest.mark.parametrize("method", ["zero", "dod-3"])
def test_a_blank_drive_is_not_ours_because_we_wrote_zeros(file_drive, method):
    drive = file_drive(4 * MIB)
    result = stopped(drive, method)
    foreign = bytes(MIB + 512) + b"a young file system"
    drive.backing.write_bytes(foreign.ljust(drive.size, b"\0"))

    with pytest.raises(RefusedError) as refusal:
        run(result.job, before=result, seen=plugged_again)

    assert refusal.value.reason.code == "another-drive-here"
    assert drive.backing.read_bytes().startswith(foreign)


def test_other_bytes_are_another_drive_that_nobody_confirmed(file_drive):
    drive = file_drive(4 * MIB)
    result = stopped(drive)
    foreign = b"somebody's photos" * 1000
    drive.backing.write_bytes(foreign.ljust(drive.size, b"\0"))

    with pytest.raises(RefusedError) as refusal:
        run(result.job, before=result, seen=plugged_again)

    assert refusal.value.reason.code == "another-drive-here"
    assert len(result.of(Began)) == 1
    assert drive.backing.read_bytes().startswith(foreign)


def _stop_at_a_checkpoint(fact):
    if isinstance(fact, Wrote):
        raise Terminated
