"""Every medium walks the line from plan to verdict: file drives that say they are disks, SSDs, cards…"""

import outside
import pytest
from inprocess import Result, run, with_plan
from msgspec.structs import replace

from coordi_wipe.certificate import authority, issue
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.verification import verify
from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.work import ReplugError
from coordi_wipe.jobs.worker import evidence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.evidence import LedgerPosition
from coordi_wipe.model.facts import Ran
from coordi_wipe.sanitize import policy

SIZE = (2 << 20) + 512


class Played:
    """A file drive that plays a medium; plugging it in again gives it another number."""

    def __init__(self, drive, medium, notes=(), **told):
        (found,) = discovery.drives(LinuxHost.from_environment(), named=[drive.node], file_drives=True)
        self._told = {"model": "X 500", "serial": "S-1", "source": "drive"} | told | {"medium": medium}
        self.diskseq = 3
        self.drive: Drive = replace(found, identity=self.seen(found.identity), notes=notes)

    def seen(self, identity):
        return replace(identity, **self._told, diskseq=self.diskseq)

    def wiped(self, method="auto") -> Result:
        result = Result(with_plan(policy.plan(self.drive, None, method)))
        try:
            return run(result.job, before=result, seen=self.seen)
        except ReplugError:
            self.diskseq += 1
            return run(result.job, before=result, seen=self.seen)


def verdict(result, folder):
    """The verdict on the certificate of a result, sealed for an exercise."""
    data = encode(evidence(result.job, tuple(result.facts), LedgerPosition(1, "0" * 64)))
    seal = authority.rehearsal(folder)
    pdf = issue.issue(data, seal, Organisation(), "fr")
    return verify(pdf, trust=[seal.root], allow_rehearsal=True)


@pytest.mark.proves_wipe
@pytest.mark.parametrize(
    "medium",
    [
        "ata-hdd",
        "ata-sshd",
        "ata-ssd",
        "nvme",
        "scsi-hdd",
        "scsi-ssd",
        "emmc",
        "sd",
        "usb-flash",
        "usb-disk",
        "usb-nvme",
        "virtual",
    ],
)
def test_a_medium_walks_the_line(medium, file_drive, tmp_path):
    drive = file_drive(SIZE)
    result = Played(drive, medium).wiped()
    found = verdict(result, tmp_path / "keys")
    assert (found.status, found.level, found.verdict) == ("sanitized", "clear", "rehearsal")
    assert found.valid
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.proves_wipe
@pytest.mark.parametrize(
    ("told", "notes", "method", "reason"),
    [
        ({"source": "bridge"}, (), "auto", "identity-from-bridge"),
        ({"source": "none", "serial": ""}, (), "auto", "no-identity"),
        ({"medium": "ata-ssd"}, (), "zero", "constant-on-flash"),
        ({}, (Reason("hidden-area-unknown"),), "auto", "hidden-area-unknown"),
        ({"medium": "nvme"}, (Reason("unallocated-capacity", {"bytes": 1}),), "auto", "unallocated-capacity"),
        ({"medium": "emmc"}, (Reason("boot-areas-left"),), "auto", "boot-areas-left"),
    ],
)
def test_an_exception_waits_for_a_supervisor(told, notes, method, reason, file_drive, tmp_path):
    drive = file_drive(SIZE)
    result = Played(drive, **({"medium": "ata-hdd"} | told), notes=notes).wiped(method)
    assert result.claim is not None
    assert (result.claim.status, result.code) == ("sanitized_with_exceptions", reason)
    found = verdict(result, tmp_path / "keys")
    assert not found.valid
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.proves_wipe
@pytest.mark.parametrize(("medium", "asked"), [("ata-hdd", True), ("ata-ssd", True), ("nvme", False)])
def test_an_ata_disk_is_asked_to_give_up_bad_sectors_soon(medium, asked, file_drive):
    drive = file_drive(SIZE)
    result = Played(drive, medium).wiped()
    commands = [fact.argv[:3] for fact in result.of(Ran)]
    assert commands == ([("smartctl", "-l", "scterc,70,70")] if asked else [])
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
