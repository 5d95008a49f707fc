"""Drives that other tools called wiped and that were not (SANITIZATION.md, "Known false wiped cases").

Each test names the case, and the saboteur or the broken function (acceptance/faults/) under which it was
seen to fail.
"""

import json
import subprocess
from pathlib import Path

import outside
import pytest
import saboteurs
from inprocess import job_for, run
from msgspec.structs import replace
from saboteurs import FAULTS
from workers import evidence, facts, status

from coordi_wipe.model.claim import claim
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.facts import Ended, Read, Wrote
from coordi_wipe.sanitize import stream
from coordi_wipe.sanitize.schemes import SCHEMES

MIB = 1 << 20
SIZE = 2 * MIB + 512


class Counted(saboteurs.Front):
    """Notes which bytes were read between writes: after the last pass, and after the fingerprint."""

    def __init__(self, inner):
        super().__init__(inner)
        self.readings = [[]]

    def write(self, offset, data):
        if self.readings[-1]:
            self.readings.append([])
        return super().write(offset, data)

    def read(self, offset, into):
        count = super().read(offset, into)
        self.readings[-1].append((offset, offset + count))
        return count


def pdf_words(path):
    """What a reader of the certificate reads."""
    argv = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(argv, capture_output=True, check=True, text=True).stdout


def pdf_evidence(path, folder):
    """The evidence that is attached to a certificate, taken out by poppler."""
    out = folder / f"{path.name}.evidence.json"
    subprocess.run(["pdfdetach", "-save", "1", "-o", out, path], check=True, capture_output=True)
    return json.loads(out.read_bytes())


# --- nwipe 17: random pass, no blank, verify=last: nothing verified ---------------------------------


@pytest.mark.proves_wipe
@pytest.mark.parametrize("method", sorted(SCHEMES))
def test_nwipe_17_every_scheme_is_read_back_in_full_after_its_last_pass(method, file_drive):
    """Fails under every liar, and under patch:read_back_blind.py."""
    drive = file_drive(SIZE)
    result = run(job_for(drive, method), Counted)
    assert result.claim.status == "sanitized"
    assert list(map(joined, result.front.readings)) == [[(0, SIZE)], [(0, 512)]]
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


def joined(ranges):
    whole = []
    for start, end in sorted(ranges):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


@pytest.mark.parametrize("fault", ["forgets", "flips-a-bit"])
def test_nwipe_17_one_wrong_sector_under_a_single_random_pass_is_found(fault, file_drive):
    """Fails under patch:read_back_blind.py."""
    result = run(job_for(file_drive(SIZE), "random"), FAULTS[fault])
    assert (result.claim.status, result.code) == ("failed", "differences")


# --- nwipe 116: a wipe that never started showed success ---------------------------------------------


@pytest.mark.root
def test_nwipe_116_a_wipe_that_never_started_shows_no_success(stick, loop_drive):
    """Fails under patch:finished_is_sanitized.py."""
    drive = loop_drive(MIB)
    folder = stick.job(drive)
    holder = subprocess.Popen(["flock", "--no-fork", drive.node, "sleep", "infinity"])
    try:
        assert stick.work(folder) == 3
    finally:
        holder.kill()
        holder.wait()
    assert folder.why_stopped().code == "drive-locked-by-other"
    assert (folder.facts(), folder.evidence.exists()) == ((), False)
    assert drive.sentinels_left() == drive.size // 16
    plan = folder.job().plan
    said_finished = claim(plan, [Ended("", 0.0, "finished", plan.drive)])
    assert (said_finished.status, said_finished.level) == ("failed", "none")


# --- nwipe 317, 400, 720: errors as success; a dead drive; skipped bytes; screen and PDF disagree -------


@pytest.mark.root
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("flips-a-bit", "differences"),  # 317: a verification error
        ("eio-everywhere", "too-many-bad-sectors"),  # 400: a dead drive
        ("eio-always", "not-overwritten"),  # 720: skipped bytes
        ("unreadable", "unreadable"),
    ],
)
def test_nwipe_317_400_720_errors_are_a_failure_on_screen_and_on_paper(
    fault, code, stick, loop_drive, tmp_path
):
    """Fails under patch:errors_are_warnings.py."""
    drive = loop_drive(2 * MIB)
    words = ["wipe", drive.node, "--confirm", drive.node]
    done = stick.ask(*words, "--json", COORDI_WIPE_SABOTEUR=fault)
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["status"], result["level"]) == (1, "failed", "none")
    assert result["reason"] == code
    (folder,) = stick.folders
    attached = pdf_evidence(folder.certificate, tmp_path)
    assert attached == evidence(folder)
    assert (attached["claim"]["status"], attached["claim"]["reasons"][0]["code"]) == ("failed", code)
    paper = pdf_words(folder.certificate)
    assert "NOT ERASED" in paper
    assert "ERASED" not in paper.replace("NOT ERASED", "")
    shown = stick.ask("jobs")
    assert "sanitized" not in shown.stdout


# --- nwipe 25: bogus device size ---------------------------------------------------------------------


@pytest.mark.root
@pytest.mark.parametrize("bogus", [MIB, 4 * MIB, 512])
def test_nwipe_25_a_planned_size_that_is_not_the_drives_own_wipes_nothing(bogus, stick, loop_drive):
    """Fails under patch:size_believed.py."""
    drive = loop_drive(2 * MIB)
    job = job_for(drive)
    folder = stick.folder(replace(job, plan=replace(job.plan, drive=replace(job.plan.drive, size=bogus))))
    assert stick.work(folder) == 0
    assert (status(folder), facts(folder, Wrote)) == ("refused", [])
    assert drive.sentinels_left() == drive.size // 16


@pytest.mark.parametrize("fault", ["enospc", "write-of-nothing", "shrinks"])
def test_nwipe_25_a_drive_smaller_than_it_says_is_no_finished_pass(fault, file_drive):
    """Fails under patch:end_of_drive_is_end_of_pass.py."""
    result = run(job_for(file_drive(SIZE)), FAULTS[fault])
    assert (result.claim.status, result.of(Read)) == ("failed", [])


# --- nwipe 322: a PRNG that returned nothing useful ----------------------------------------------------


def constant(_self, _offset, length, scratch):
    scratch[:length] = bytes(length)
    return scratch[:length]


def test_nwipe_322_a_constant_stream_writes_nothing(file_drive, monkeypatch):
    """Fails under saboteurs:constant-stream, where nobody tests the generator."""
    drive = file_drive(SIZE)
    monkeypatch.setattr(stream.Keystream, "view", constant)
    with pytest.raises(DamagedError, match="keystream-broken"):
        run(job_for(drive))
    assert drive.sentinels_left() == drive.size // 16


def test_nwipe_322_two_passes_with_one_key_write_nothing(file_drive):
    """Fails under saboteurs:constant-stream, where nobody tests the generator."""
    drive = file_drive(SIZE)
    job = job_for(drive, "schneier")
    with pytest.raises(DamagedError, match="keystream-broken"):
        run(replace(job, keys=(*job.keys[:-1], job.keys[-2])))
    assert drive.sentinels_left() == drive.size // 16


# --- nwipe 676: certificates of two partitions overwrote each other ------------------------------------


@pytest.mark.root
@pytest.mark.proves_wipe
def test_nwipe_676_two_drives_that_look_alike_have_two_certificates(stick, loop_drive, tmp_path):
    """Fails under every liar, and under patch:one_name_for_all.py."""
    drives = [loop_drive(2 * MIB), loop_drive(2 * MIB)]
    out = tmp_path / "papers"
    words = [word for drive in drives for word in (drive.node, "--confirm", drive.node)]
    done = stick.ask("wipe", *words, "--tag", "TWIN", "--out", str(out), "--json")
    results = json.loads(done.stdout)["results"]
    assert [result["status"] for result in results] == ["sanitized"] * 2
    papers = [Path(result["certificate"]) for result in results]
    assert sorted(out.glob("*.pdf")) == sorted(papers)
    assert len(set(papers)) == 2
    for result, paper, drive in zip(results, papers, drives, strict=True):
        attached = pdf_evidence(paper, tmp_path)
        assert attached["plan"]["drive"]["node"] == result["path"] == drive.node
        assert outside.faults(attached, drive.backing, drive.sentinel) == []


# --- usody-sanitize ------------------------------------------------------------------------------------


def test_usody_sanitize_the_last_hundredth_is_looked_at_too(file_drive):
    """It took its samples from the first 0.2 %. Fails under patch:samples_at_the_start.py."""
    result = run(job_for(file_drive(8 * MIB)), FAULTS["forgets"])
    assert (result.claim.status, result.code) == ("failed", "differences")


def test_usody_sanitize_changed_is_not_as_expected(file_drive):
    """It asked whether bytes had changed. Fails under patch:changed_is_enough.py."""

    class Zeros(saboteurs.Front):
        """Writes, but other bytes than it was given: a controller that elides."""

        def write(self, offset, data):
            return super().write(offset, memoryview(bytes(len(data))))

    drive = file_drive(SIZE)
    # without a fingerprint, whose own read-back would say it too
    result = run(job_for(drive, fingerprint=False), Zeros)
    assert drive.sentinels_left() == 0
    assert (result.claim.status, result.code) == ("failed", "differences")


@pytest.mark.root
@pytest.mark.proves_wipe
def test_usody_sanitize_each_drive_is_written_and_read_itself(stick, loop_drive):
    """It wrote to another drive than it read. Fails under every liar: saboteurs:stale-read is this one."""
    drives = [loop_drive(2 * MIB), loop_drive(2 * MIB)]
    words = [word for drive in drives for word in (drive.node, "--confirm", drive.node)]
    done = stick.ask("wipe", *words, "--json")
    assert [result["status"] for result in json.loads(done.stdout)["results"]] == ["sanitized"] * 2
    found = {job["plan"]["drive"]["node"]: job for job in map(evidence, stick.folders)}
    for drive in drives:
        assert outside.faults(found[drive.node], drive.backing, drive.sentinel) == []
    first, second = drives
    assert outside.faults(found[first.node], second.backing, second.sentinel) != []


# --- PESTO: test mode recorded "data erased: yes" --------------------------------------------------------


@pytest.mark.root
@pytest.mark.proves_wipe
def test_pesto_a_rehearsal_is_no_proof_anywhere(stick, loop_drive):
    """Fails under every liar, and under patch:rehearsal_is_real.py."""
    drive = loop_drive(2 * MIB)
    done = stick.ask("wipe", drive.node, "--confirm", drive.node, "--json")
    assert [result["status"] for result in json.loads(done.stdout)["results"]] == ["sanitized"]
    (folder,) = stick.folders
    assert evidence(folder)["rehearsal"] is True
    assert outside.faults(evidence(folder), drive.backing, drive.sentinel) == []
    paper = str(folder.certificate)
    refused = stick.ask("certificate", "verify", paper, "--json")
    (verdict,) = json.loads(refused.stdout)
    assert (refused.returncode, verdict["valid"], verdict["verdict"]) == (1, False, "rehearsal")
    allowed = stick.ask("certificate", "verify", paper, "--json", "--allow-rehearsal")
    (verdict,) = json.loads(allowed.stdout)
    assert (allowed.returncode, verdict["verdict"], verdict["rehearsal"]) == (0, "rehearsal", True)
    assert "REHEARSAL" in pdf_words(folder.certificate).upper()
