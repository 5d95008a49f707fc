"""COORDI-EXPORT: what a person finds on it, what does not come back, and what is said when it cannot be."""

import csv
import io
import os
import time
import typing

import pytest
from certificates import samples
from msgspec.structs import replace

from coordi_wipe.certificate import number
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.jobs.folder import new_uuid
from coordi_wipe.ledger.entry import Absent, Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.evidence import Status
from coordi_wipe.station import exporting
from coordi_wipe.station.exporting import Exported, export

DAY = "2026-11-28"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def target(tmp_path):
    (tmp_path / "export").mkdir()
    return tmp_path / "export"


def job(home, *, tag="C23-0412", day=DAY, rehearsal=False, serial="WD-1234ABCD", made=None):
    """A job that is over, and the bytes of its certificate (which are not looked into here)."""
    made = made or samples.sanitized()
    plan = replace(made.plan, drive=replace(made.plan.drive, serial=serial))
    evidence = replace(made, uuid=new_uuid(), tag=tag, rehearsal=rehearsal, plan=plan)
    data, pdf = encode(evidence), b"%PDF " + os.urandom(3000)
    folder = home / "jobs" / evidence.uuid
    folder.mkdir(parents=True)
    (folder / "evidence.json").write_bytes(data)
    (folder / "certificate.pdf").write_bytes(pdf)
    result = Result(
        made.claim.status, made.claim.level, number.digest(data), "x.pdf", number.short(evidence.uuid)
    )
    Ledger(home / "ledger.jsonl").append(result, job=evidence.uuid, at=f"{day}T09:41:00+00:00")
    return evidence, pdf


def lines(path):
    """The lines of a summary as a spreadsheet reads them."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def tree(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_certificates_and_the_summary_of_their_day(home, target):
    first, pdf = job(home)
    second, other = job(home, day="2026-11-27", tag="", serial="S/N:77?")
    assert export(home, target) == Exported(2)
    short = number.short(first.uuid), number.short(second.uuid)
    assert (target / DAY / f"attestation-{short[0]}-C23-0412.pdf").read_bytes() == pdf
    assert (target / f"2026-11-27/attestation-{short[1]}-S-N-77.pdf").read_bytes() == other
    (line,) = lines(target / DAY / f"resume-{DAY}.csv")
    assert line == {
        "Heure (UTC)": "09:41",
        "Étiquette du PC": "C23-0412",
        "Disque": first.plan.drive.model,
        "Taille": line["Taille"],
        "Fin du n° de série": "ABCD",
        "Résultat": "EFFACÉ",
        "Niveau": "Clear",
        "N° d'attestation": short[0],
        "Fichier": f"attestation-{short[0]}-C23-0412.pdf",
        "Remarque": "",
    }
    assert line["Taille"].endswith("o")
    assert set(tree(target)) == {
        f"{DAY}/attestation-{short[0]}-C23-0412.pdf",
        f"{DAY}/resume-{DAY}.csv",
        f"2026-11-27/attestation-{short[1]}-S-N-77.pdf",
        "2026-11-27/resume-2026-11-27.csv",
    }


def test_done_again_it_changes_nothing(home, target):
    job(home)
    export(home, target)
    before = tree(target)
    assert export(home, target) == Exported(0)
    (home / exporting.MEMORY).unlink()  # nothing is remembered: all is looked at, and nothing written
    assert export(home, target) == Exported(0)
    assert tree(target) == before


def test_a_later_certificate_completes_its_day(home, target):
    job(home)
    export(home, target)
    job(home, tag="C23-0500")
    assert export(home, target) == Exported(1)
    assert [line["Étiquette du PC"] for line in lines(target / DAY / f"resume-{DAY}.csv")] == [
        "C23-0412",
        "C23-0500",
    ]


def test_what_a_person_took_away_does_not_come_back(home, target):
    job(home)
    export(home, target)
    for path in (target / DAY).iterdir():
        path.unlink()
    (target / DAY).rmdir()
    new, _ = job(home, day="2026-11-29")
    assert export(home, target) == Exported(1)
    assert [path.name for path in target.iterdir()] == ["2026-11-29"]
    assert number.short(new.uuid) in lines(target / "2026-11-29/resume-2026-11-29.csv")[0]["Fichier"]


def test_a_rehearsal_never_looks_like_a_proof(home, target):
    job(home, rehearsal=True)
    export(home, target)
    (line,) = lines(target / DAY / f"resume-{DAY}.csv")
    assert line["Fichier"].startswith("essai-")
    assert line["Remarque"] == "ESSAI\N{NO-BREAK SPACE}: ne prouve rien"
    assert not list(target.rglob("attestation-*"))


ENDS = {
    "sanitized": "attestation",
    "exceptions": "attestation",
    "failed": "constat",
    "unverified": "constat",
    "refused": "constat",
    "interrupted": "constat",
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("rehearsal", [False, True])
def test_only_a_proof_is_called_one(home, target, end, rehearsal):
    made = getattr(samples, end)()
    assert (made.claim.status in ("sanitized", "sanitized_with_exceptions")) == (ENDS[end] == "attestation")
    job(home, made=made, rehearsal=rehearsal)
    assert export(home, target) == Exported(1)
    (path,) = target.rglob("*.pdf")
    assert path.name.split("-")[0] == ("essai" if rehearsal else ENDS[end])
    (line,) = lines(target / DAY / f"resume-{DAY}.csv")
    assert line["Fichier"] == path.name


def test_those_are_all_the_ends():
    assert {getattr(samples, end)().claim.status for end in ENDS} == set(typing.get_args(Status))


@pytest.mark.parametrize("rehearsal", [False, True])
@pytest.mark.parametrize("how", ["torn", "gone", "another job's"])
def test_where_the_evidence_is_not_to_be_had_nothing_is_called_a_proof(home, target, rehearsal, how):
    evidence, pdf = job(home, rehearsal=rehearsal)
    path = home / "jobs" / evidence.uuid / "evidence.json"
    match how:
        case "torn":
            path.write_bytes(path.read_bytes()[:-9])
        case "gone":
            path.unlink()
        case _:
            path.write_bytes(encode(replace(evidence, tag="C23-0999", rehearsal=False)))
    assert export(home, target) == Exported(1)
    (line,) = lines(target / DAY / f"resume-{DAY}.csv")
    assert line["Fichier"] == f"illisible-{number.short(evidence.uuid)}.pdf"
    assert line["Remarque"].startswith("Preuve illisible")
    assert (target / DAY / line["Fichier"]).read_bytes() == pdf


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_days_and_hours_are_utc_wherever_the_pc_thinks_it_is(home, target, zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        job(home)
        export(home, target)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [path.name for path in target.iterdir()] == [DAY]
    assert lines(target / DAY / f"resume-{DAY}.csv")[0]["Heure (UTC)"] == "09:41"


def test_a_pc_without_drive_is_in_the_summary(home, target):
    ledger = Ledger(home / "ledger.jsonl")
    for tag, hidden in (("C23-0413", False), ("C23-0414", True)):
        ledger.append(
            Absent(tag, "Dell OptiPlex", "7XK", "GR07", hidden=hidden), job=new_uuid(), at=f"{DAY}T10:00:00Z"
        )
    assert export(home, target) == Exported(0)
    found = lines(target / DAY / f"resume-{DAY}.csv")
    assert [(line["Étiquette du PC"], line["Résultat"]) for line in found] == [
        ("C23-0413", "AUCUN DISQUE"),
        ("C23-0414", "AUCUN DISQUE VISIBLE (le PC peut en cacher)"),
    ]
    before = tree(target)
    assert export(home, target) == Exported(0)
    assert tree(target) == before


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1"])
def test_no_cell_becomes_a_formula(home, target, evil):
    ledger = Ledger(home / "ledger.jsonl")
    ledger.append(Absent(evil, evil, "", "GR07"), job=new_uuid(), at=f"{DAY}T10:00:00Z")
    export(home, target)
    (line,) = lines(target / DAY / f"resume-{DAY}.csv")
    assert line["Étiquette du PC"] == line["Remarque"] == f"'{evil}"


def test_a_sign_that_is_read_as_a_plain_one_does_not_either(home, target):
    Ledger(home / "ledger.jsonl").append(
        Absent("\uff1d1", "", "", "GR07"), job=new_uuid(), at=f"{DAY}T10:00:00Z"
    )
    export(home, target)
    assert lines(target / DAY / f"resume-{DAY}.csv")[0]["Étiquette du PC"].startswith("'")


def test_names_are_names_for_fat(home, target):
    job(home, tag='../..\\con:*?"<>|.')
    job(home, tag="é" * 300)
    export(home, target)
    for path in target.rglob("*"):
        assert not set(path.name) & set('\\/:*?"<>|')
        assert path.name.isascii()
        assert len(path.name) < 80
    assert len(list(target.rglob("*.pdf"))) == 2
    assert {path.parent.name for path in target.rglob("*.pdf")} == {DAY}


def test_a_certificate_that_is_made_again_is_copied_then(home, target):
    evidence, pdf = job(home)
    lost = home / "jobs" / evidence.uuid / "certificate.pdf"
    lost.unlink()
    assert export(home, target) == Exported(0)
    lost.write_bytes(pdf)
    assert export(home, target) == Exported(1)


def test_what_goes_wrong_is_a_reason(home, target, monkeypatch):
    job(home)
    (target / DAY).write_text("a file where the folder should be")
    answer = export(home, target)
    assert (answer.copied, answer.problem.code) == (0, "exporting-failed")
    (target / DAY).unlink()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(exporting.durable, "write", full)
        assert export(home, target) == Exported(0, Reason("exporting-full"))
    assert export(home, target) == Exported(1)  # nothing was remembered that was not done


def test_the_certificate_is_kept_whatever_the_export_does(home, target):
    evidence, pdf = job(home)
    (target / DAY).write_text("in the way")
    export(home, target)
    assert (home / "jobs" / evidence.uuid / "certificate.pdf").read_bytes() == pdf


def test_a_home_without_ledger_has_nothing_new(home, target):
    assert export(home, target) == Exported(0)
    assert list(target.iterdir()) == []
