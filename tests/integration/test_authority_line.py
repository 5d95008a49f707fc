"""From a real drive to a real certificate: a stick's key locked or open, and a rehearsal told apart."""

import datetime
from contextlib import nullcontext

import pytest
from certificates import makers, samples
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.issue import issue
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.certificate.verification import verify
from coordi_wipe.cli import main, results
from coordi_wipe.cli.results import Outcome
from coordi_wipe.cli.watch import Watch
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.folder import Job, JobFolder, new_uuid
from coordi_wipe.jobs.follow import read_evidence
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.station import custody, papers
from coordi_wipe.station.begin import Details
from coordi_wipe.station.station import Station

ROOT = root_key.root(bytes(32), "Co'Ordi")
WORDS = "réaliser défrayer magenta saluer peuple"
# a disk that was pulled out between the plan and the first byte
PULLED = replace(samples.DRIVE, node="/dev/disk/by-id/ata-none-of-this-machine")
PLAN = plan(Drive(PULLED, "sata"))


class Pc(LinuxHost):
    """A PC, of flesh and blood unless it says otherwise, where the disk is still there at the first look."""

    hypervisor = ""

    def facts(self, about):
        known = super().facts(about)
        return {**known, "virtual": self.hypervisor} if about == "boot" else known

    def claim(self, identity):
        return nullcontext(identity)


class VirtualPc(Pc):
    hypervisor = "kvm"


@pytest.fixture
def station(tmp_path):
    """A station on a PC; the supervisor's stick unless `stick` is None."""

    def make(host=Pc, *, stick=True, virtual=False):
        here = Station(host(frozenset()), tmp_path / "home", tmp_path / "run")
        if stick:
            folder = here.home / custody.KEYS
            stick_key.put(folder, ROOT, "Clé 07", WORDS, virtual=virtual, cost=Cost(8, 1, 1))
        return here

    return make


def wiped(here):
    """The job of the pulled disk, followed to its end as `wipe` does, and what came of it."""
    (folder,) = here.start([PLAN], Details(tag="C23-0412-D1"))
    (outcome,) = Watch(here).follow([folder], [PULLED], lambda _: None)
    return folder, outcome


def test_a_locked_key_keeps_a_real_job_waiting_and_loses_nothing(station):
    here = station()
    assert [reason.code for reason in here.remarks([PLAN])] == ["authority-locked-yet"]

    folder, outcome = wiped(here)

    assert not folder.job().rehearsal  # locked is not absent
    assert outcome.why.code == "authority-locked"
    assert results.document([outcome]).results[0].certificate == ""
    assert results.exit_code([Outcome(PULLED, samples.sanitized(), why=outcome.why)]) == 1  # not on paper
    assert not folder.certificate.exists()
    assert [job.state for job in here.jobs()] == ["worked"]
    assert [entry.kind for entry in here.ledger.entries()] == ["intent"]
    assert [problem.code for problem in here.catch_up()] == ["authority-locked"]

    custody.unlock(here.home, here.run, WORDS)
    assert here.remarks([PLAN]) == ()
    assert here.catch_up() == ()

    assert [job.state for job in here.jobs()] == ["done"]
    assert [entry.kind for entry in here.ledger.entries()] == ["intent", "result"]
    verdict = verify(folder.certificate.read_bytes(), trust=[ROOT.certificate])
    assert (verdict.verdict, verdict.rehearsal, verdict.signer) == ("signed", False, "Clé 07")
    assert verdict.evidence == read_evidence(folder)
    assert verdict.status == "refused"  # the disk had gone


def test_many_waiting_jobs_are_one_problem(station):
    here = station()
    folder, _ = wiped(here)
    twin = JobFolder(here.home, here.run, folder.uuid[:-12] + "0" * 12)
    twin.create(replace(folder.job(), uuid=twin.uuid))
    (twin.durable / "facts.jsonl").write_bytes((folder.durable / "facts.jsonl").read_bytes())
    twin.evidence.write_bytes(encode(replace(read_evidence(folder), uuid=twin.uuid)))
    assert [job.state for job in here.jobs()] == ["worked", "worked"]
    assert [problem.code for problem in here.catch_up()] == ["authority-locked"]


@pytest.mark.parametrize(
    ("host", "made", "real"),
    [
        (Pc, {"stick": True}, True),
        (Pc, {"stick": False}, False),
        (VirtualPc, {"stick": True}, False),
        (VirtualPc, {"stick": True, "virtual": True}, True),
    ],
)
def test_what_is_real(station, host, made, real):
    """Seen before the start: only what is real waits for a locked key."""
    assert bool(station(host, **made).remarks([PLAN])) is real


def test_a_real_job_does_not_go_on_in_a_virtual_machine(station):
    """A made-up drive with the serial of one that was begun would get a real certificate."""
    here = station()
    folder = JobFolder(here.home, here.run, new_uuid())
    keys, boot = ("ab" * 32,), "the boot of the PC"
    folder.create(
        Job(folder.uuid, PLAN, keys, "linux", samples.MACHINE, {}, rehearsal=False, made=0.0, boot=boot)
    )
    there = Station(VirtualPc(frozenset()), here.home, here.run)
    for go_on in (lambda: there.resume(folder), lambda: there.start([PLAN], Details())):
        with pytest.raises(RefusedError, match="real-job-in-virtual-machine"):
            go_on()
    assert not folder.facts()
    assert not folder.running

    stick_key.put(here.home / custody.KEYS, ROOT, "Clé 08", WORDS, virtual=True, cost=Cost(8, 1, 1))
    (outcome,) = Watch(there).follow([there.resume(folder)], [PULLED], lambda _: None)
    assert outcome.why.code == "authority-locked"  # it went on: now only the words are missing


@pytest.mark.parametrize("medium", ["loop", "file"])
def test_a_file_of_this_machine_is_never_real(station, medium):
    here = station()
    drive = Drive(replace(PULLED, medium=medium, source="none", serial="", wwn=""), "loop")
    assert here.remarks([plan(drive)]) == ()
    assert here.remarks([PLAN]) != ()


def test_a_damaged_stick_is_said_before_anything_starts(station):
    here = station()
    (here.home / custody.KEYS / stick_key.CERTIFICATES).write_bytes(b"junk")
    with pytest.raises(DamagedError, match="stick-damaged"):
        here.start([PLAN], Details())
    assert here.folders() == ()


def test_a_real_job_is_not_signed_by_a_rehearsal_when_its_stick_has_gone(station):
    here = station()
    folder, _ = wiped(here)
    (here.home / custody.KEYS / stick_key.CERTIFICATES).unlink()
    with pytest.raises(MissingError, match="stick-absent"):
        here.finish(folder)
    assert not folder.certificate.exists()


# --- what verifiers say ------------------------------------------------------------------------------


def signed(here, kind="sanitized", **changes):
    evidence = replace(samples.EVERY_KIND[kind](), **changes)
    seal = papers.signer(here.home, here.run, rehearsal=evidence.rehearsal)
    return issue(encode(evidence), seal, samples.ORGANISATION, "fr")


def verdict_of(capsys, tmp_path, pdf, root):
    """What `certificate verify --trust` answers, and its exit code."""
    (tmp_path / "paper.pdf").write_bytes(pdf)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    words = ["certificate", "verify", str(tmp_path / "paper.pdf"), "--trust", str(tmp_path / "root.pem")]
    code = main.run(words)
    return code, capsys.readouterr().out


def test_a_real_certificate_is_signed_and_a_rehearsal_is_called_one(station, capsys, tmp_path):
    here = station()
    custody.unlock(here.home, here.run, WORDS, datetime.date.today().isoformat())

    code, said = verdict_of(capsys, tmp_path, signed(here), ROOT.certificate)
    assert code == 0
    assert "répétition" not in said.lower()
    assert "Clé 07" in said

    rehearsal = papers.signer(here.home, here.run, rehearsal=True)
    paper = issue(encode(samples.rehearsed()), rehearsal, samples.ORGANISATION, "fr")
    for root in (ROOT.certificate, rehearsal.root):
        code, said = verdict_of(capsys, tmp_path, paper, root)
        assert code == 1
        assert verify(paper, trust=[root]).verdict in ("rehearsal", "invalid")
    assert "répétition" in said.lower()


def test_a_rehearsal_seal_makes_nothing_real_and_a_real_one_no_rehearsal(station):
    here = station()
    custody.unlock(here.home, here.run, WORDS)
    for evidence, seal in (
        (samples.data("sanitized"), papers.signer(here.home, here.run, rehearsal=True)),
        (encode(samples.rehearsed()), papers.signer(here.home, here.run, rehearsal=False)),
    ):
        with pytest.raises(RefusedError, match="certificate-rehearsal-differs"):
            issue(evidence, seal, samples.ORGANISATION, "fr")


def test_a_certificate_from_a_virtual_machine_says_so(station):
    """Allowed by its root and printed as a limit; without the limit it is not even issued."""
    here = station(virtual=True)
    custody.unlock(here.home, here.run, WORDS)
    machine = replace(samples.MACHINE, virtual="kvm")
    facts = samples.overwrite_facts(notes=(samples.note("virtual-machine"),))
    seal = papers.signer(here.home, here.run, rehearsal=False)
    pdf = issue(encode(samples.evidence(facts, machine=machine)), seal, samples.ORGANISATION, "fr")
    assert verify(pdf, trust=[ROOT.certificate]).verdict == "signed"
    with pytest.raises(DamagedError, match="certificate-not-accepted"):
        issue(encode(samples.sanitized(machine=machine)), seal, samples.ORGANISATION, "fr")


def test_what_was_signed_before_holds_under_the_restored_root(station):
    here = station()
    custody.unlock(here.home, here.run, WORDS)
    pdf = signed(here)
    restored = root_key.root(ROOT.entropy, "Co'Ordi").certificate
    assert verify(pdf, trust=[restored]).valid
    assert verify(pdf, trust=[root_key.root(ROOT.entropy, "Co-Ordi").certificate]).verdict == "invalid"
    assert verify(pdf, trust=[makers.root()]).verdict == "invalid"
