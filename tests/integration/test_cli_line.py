"""The whole line on the command line: real drives wiped to certificates, and what keeps one from starting."""

import json
import re
from pathlib import Path

import outside
import pytest
from cli_program import flocked, home, jobs, mounted, run

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.evidence import EVIDENCE_VERSION

MIB = 1 << 20
KEYS = {
    "path",
    "model",
    "serial",
    "size_bytes",
    "status",
    "level",
    "technique",
    "verification",
    "bytes_written",
    "seconds",
    "certificate",
    "reason",
}


def evidence_of(result):
    """The evidence of the job of this result."""
    by_node = {}
    for job in jobs():
        evidence = json.loads((job / "evidence.json").read_bytes())
        by_node[evidence["plan"]["drive"]["node"]] = evidence
    return by_node[result["path"]]


@pytest.mark.root
@pytest.mark.proves_wipe
def test_a_drive_walks_the_whole_line(loop_drive):
    drive = loop_drive(8 * MIB)

    done = run("wipe", drive.node, "--confirm", drive.node, "--json", "--events", "--tag", "C23-0412")

    assert done.code == 0, done.said
    (result,) = done.results
    assert outside.faults(evidence_of(result), drive.backing, drive.sentinel) == []
    assert done.json["evidence_version"] == EVIDENCE_VERSION
    assert set(result) == KEYS
    seconds, certificate = result.pop("seconds"), Path(result.pop("certificate"))
    assert result == {
        "path": drive.node,
        "model": "",
        "serial": "",
        "size_bytes": 8 * MIB,
        "status": "sanitized",
        "level": "clear",
        "technique": "overwrite",
        "verification": {"kind": "full", "bytes_read": 8 * MIB, "mismatches": 0},
        "bytes_written": 8 * MIB,
        "reason": "",
    }
    assert seconds > 0
    assert {event["state"] for event in done.events} <= {"interrupted", "running", "worked", "done"}
    assert done.events
    assert set(done.events[0]) == set(JobView.__struct_fields__)

    proof, rehearsal = (
        run("certificate", "verify", certificate),
        run("certificate", "verify", certificate, "--allow-rehearsal", "--json"),
    )
    assert (proof.code, rehearsal.code) == (1, 0), proof.said + rehearsal.said
    assert rehearsal.json[0]["verdict"] == "rehearsal"
    shown = run("certificate", "show", certificate, "--json")
    assert (shown.code, shown.out.encode()) == (0, (certificate.parent / "evidence.json").read_bytes())
    checked, lines = run("ledger", "check"), run("ledger", "show", "--json").json
    assert checked.code == 0
    assert [line["content"]["kind"] for line in lines] == ["intent", "result"]
    (job,) = run("jobs", "--json").json
    assert (job["state"], job["tag"], job["claim"]["status"]) == ("done", "C23-0412", "sanitized")


@pytest.mark.root
@pytest.mark.proves_wipe
def test_two_drives_at_once_end_in_two_papers_in_the_folder_asked_for(loop_drive, file_drive, tmp_path):
    first, second = loop_drive(4 * MIB), file_drive(4 * MIB)
    words = ["wipe", first.node, second.node, "--confirm", first.node, second.node, "--file-drive"]

    done = run(*words, "--out", tmp_path / "papers", "--method", "zero", "--lang", "en")

    assert done.code == 0, done.said
    assert [line for line in done.out.splitlines() if not line.startswith(" ")] == [
        f"{first.node}: ERASED",
        f"{second.node}: ERASED",
    ]
    papers = list((tmp_path / "papers").iterdir())
    assert len(papers) == 2
    assert {line.strip() for line in done.out.splitlines() if line.startswith(" ")} == set(map(str, papers))
    for drive in (first, second):
        assert outside.faults(evidence_of({"path": drive.node}), drive.backing, drive.sentinel) == []
    assert run("certificate", "verify", *papers, "--allow-rehearsal").code == 0
    dated = re.compile(r"\d+  \d\d/\d\d/20\d\d \d\d:\d\d UTC  ")
    assert all(map(dated.match, run("ledger", "show").out.splitlines()))
    assert [row[2:] for row in run("ledger", "show", "--lang", "en").out.splitlines()]


@pytest.mark.root
def test_a_refused_drive_among_several_and_nothing_starts(loop_drive, tmp_path):
    free, held = loop_drive(4 * MIB), loop_drive(4 * MIB)

    with mounted(held.node, tmp_path / "held"):
        done = run("wipe", free.node, held.node, "--confirm", free.node, held.node, "--json")

    assert done.code == 3
    assert [(r["path"], r["status"], r["reason"]) for r in done.results] == [
        (free.node, "refused", "another-drive-refused"),
        (held.node, "refused", "drive-protected"),
    ]
    assert "Ce disque est ouvert dans" in done.err
    assert free.sentinels_left() == 4 * MIB // 16
    assert jobs() == []


@pytest.mark.root
def test_a_drive_that_cannot_be_taken_keeps_the_others_from_starting(loop_drive):
    free, taken = loop_drive(4 * MIB), loop_drive(4 * MIB)
    with flocked(taken.node):
        done = run("wipe", free.node, taken.node, "--confirm", free.node, taken.node, "--json")

    assert done.code == 3
    assert [r["reason"] for r in done.results] == ["another-drive-refused", "drive-locked-by-other"]
    assert (free.sentinels_left(), taken.sentinels_left()) == (4 * MIB // 16, 4 * MIB // 16)
    assert jobs() == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 3, "Rien n'est effacé. Pour effacer {node}, ajoutez : --confirm {node}"),
        (
            ("--confirm", "{node}", "--confirm", "WD-1234"),
            3,
            "« WD-1234 » n'est le numéro d'aucun de ces disques",
        ),
        (("--confirm", "{node}", "--level", "purge"), 3, "ne peut pas être effacé au niveau Purge"),
        (("--confirm", "{node}", "--verify", "sampled"), 2, "Une réécriture se vérifie toujours en entier"),
        (("--confirm", "{node}", "--method", "magic"), 2, "Méthode inconnue : magic"),
        (("{node}", "--confirm", "{node}"), 2, "est nommé deux fois"),
    ],
)
def test_what_is_not_begun_leaves_the_drive_as_it_was(file_drive, words, code, said):
    drive = file_drive(2 * MIB)

    done = run("wipe", drive.node, "--file-drive", *(word.format(node=drive.node) for word in words))

    assert done.code == code, done.said
    assert said.format(node=drive.node) in done.err.replace("\N{NO-BREAK SPACE}", " ")
    assert done.out == ""
    assert drive.sentinels_left() == 2 * MIB // 16
    assert jobs() == []


def test_a_drive_that_was_not_erased_makes_exit_1_and_a_statement(file_drive):
    drive = file_drive(2 * MIB)
    words = ["wipe", drive.node, "--confirm", drive.node, "--file-drive"]

    done = run(*words, "--json", COORDI_WIPE_SABOTEUR="eio-always")

    (result,) = done.results
    assert (done.code, result["status"], result["level"]) == (1, "failed", "none")
    assert result["reason"] == "not-overwritten"
    verified = run("certificate", "verify", result["certificate"], "--allow-rehearsal", "--json")
    assert (verified.code, verified.json[0]["verdict"], verified.json[0]["status"]) == (
        1,
        "rehearsal",
        "failed",
    )
    assert verified.json[0]["reasons"][-1]["code"] == "certificate-not-erased"


def test_plan_says_what_would_be_done_and_touches_nothing(file_drive):
    drive = file_drive(2 * MIB)

    done = run("plan", drive.node, "--file-drive", "--method", "dod-3", "--json", "--level", "clear")
    words = run("plan", drive.node, "--file-drive", "--method", "dod-3")

    (plan,) = done.json
    assert (done.code, words.code) == (0, 0)
    assert plan["plan"]["steps"][0]["patterns"] == ["00", "ff", "random"]
    assert (plan["plan"]["wanted"], plan["level"]) == ("clear", "clear")
    assert "« dod-3 ». Passes : 3." in words.out.replace("\N{NO-BREAK SPACE}", " ")
    assert drive.sentinels_left() == 2 * MIB // 16
    assert not home().exists()


@pytest.mark.root
def test_detect_shows_a_loop_device_only_when_it_is_named(loop_drive, tmp_path):
    held = loop_drive(4 * MIB)

    with mounted(held.node, tmp_path / "held"):
        named, all_drives = run("detect", held.node, "--json"), run("detect", "--json")
        words = run("detect", held.node, "--lang", "en").out

    assert (named.code, all_drives.code) == (0, 0)
    assert [drive["identity"]["node"] for drive in named.json["drives"]] == [held.node]
    assert [reason["code"] for reason in named.json["drives"][0]["protection"]] == ["protected-mounted"]
    assert held.node not in {drive["identity"]["node"] for drive in all_drives.json["drives"]}
    assert "✖ This drive is open in" in words


def test_an_empty_stick_has_no_jobs_and_a_whole_ledger():
    jobs_said, ledger = run("jobs", "--lang=en"), run("ledger", "check")
    assert (jobs_said.code, jobs_said.out) == (0, "No jobs.\n")
    assert ledger.code == 0
    assert run("ledger", "show").out == "Le registre est vide.\n"
    assert run("jobs", "--json").json == []
