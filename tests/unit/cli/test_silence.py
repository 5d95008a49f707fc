"""A running job that gives no sign of life is told of, again and again, and taken back when it goes on."""

import json

import pytest
from msgspec.structs import replace
from unit.model.stories import DRIVE

from coordi_wipe.cli import output, progress, silence
from coordi_wipe.cli.silence import LIMIT, Attentive
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.progress import Progress

BEGUN = JobView("some-uuid", "running", DRIVE)
NBSP = "\N{NO-BREAK SPACE}"


def at(up, job=BEGUN):
    """The job as its worker showed it at this uptime."""
    present = Progress(0, "write", 0, 1, 512, 1024, 5e6, 10.0, None, "present", up)
    return replace(job, progress=present)


class Watched:
    """Looks at jobs by a clock that we turn."""

    def __init__(self):
        self.now, self.shown, self.told = 1000.0, [], []
        self.attentive = Attentive(self.shown.append, self.told.append, lambda: self.now)

    def look(self, job, seconds=0.0):
        self.now += seconds
        self.attentive(job)

    @property
    def silent_for(self):
        return [job.why.args["seconds"] for job in self.told]


@pytest.mark.parametrize("job", [BEGUN, at(7.0)], ids=["nothing shown yet", "stands still"])
def test_a_job_without_a_sign_of_life_is_told_of_every_thirty_seconds(job):
    watched = Watched()
    for second in range(100):
        watched.look(job, 1 if second else 0)
    assert watched.silent_for == [30, 60, 90]
    assert {(told.why.code, told.why.args["node"]) for told in watched.told} == {("drive-silent", DRIVE.node)}
    assert len(watched.shown) == 30  # what no longer holds is not shown any more


def test_ordinary_progress_takes_it_back_and_counts_anew():
    watched = Watched()
    watched.look(at(7.0))
    watched.look(at(7.0), LIMIT)
    watched.look(at(60.0), 1)
    assert watched.shown[-1] == at(60.0)
    watched.look(at(60.0), LIMIT - 1)
    assert watched.silent_for == [30]
    watched.look(at(60.0), 1)
    assert watched.silent_for == [30, 30]


@pytest.mark.parametrize(
    "job",
    [replace(at(7.0), state="interrupted"), replace(at(7.0), claim=Claim("sanitized"))],
    ids=["no worker", "papers are made"],
)
def test_only_a_drive_at_work_can_be_silent(job):
    watched = Watched()
    for _ in range(3):
        watched.look(job, LIMIT)
    assert watched.told == []
    assert watched.shown == [job] * 3


def test_each_job_has_its_own_silence():
    watched, other = Watched(), replace(BEGUN, uuid="other")
    for up in range(3):
        watched.look(at(7.0), 20)
        watched.look(at(up, other))
    assert [told.uuid for told in watched.told] == [BEGUN.uuid]


def test_a_job_whose_files_are_away_is_told_of_all_the_same():
    watched = Watched()
    for _ in range(2):
        watched.look(replace(at(7.0), drive=None), LIMIT)
    assert watched.told[0].why.args["node"] == "?"


@pytest.mark.parametrize("terminal", [False, True], ids=["lines", "bars"])
def test_it_is_a_plain_line_that_says_what_to_do(terminal, monkeypatch, capsys):
    monkeypatch.setattr(silence, "LIMIT", 0.0)
    monkeypatch.setattr(output, "is_terminal", lambda: terminal)
    with progress.shown(events=False) as show:
        show(at(7.0))
    out, err = capsys.readouterr()
    said = " ".join(err.replace(NBSP, " ").split())
    assert out == ""
    assert f"Le disque {DRIVE.node} ne répond plus depuis 0 s. Attendez encore." in said
    assert "tapez Ctrl-C. Si rien ne change, débranchez ce disque ou appelez l'encadrant." in said


def test_among_events_it_is_an_event_and_the_next_one_takes_it_back(monkeypatch, capsys):
    with progress.shown(events=True) as show:
        show(at(7.0))
        monkeypatch.setattr(silence, "LIMIT", 0.0)
        show(at(7.0))
        monkeypatch.setattr(silence, "LIMIT", LIMIT)
        show(at(8.0))
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["why"] and event["why"]["code"] for event in events] == [None, "drive-silent", None]
    assert {event["state"] for event in events} == {"running"}
    assert {frozenset(event) for event in events} == {frozenset(JobView.__struct_fields__)}
