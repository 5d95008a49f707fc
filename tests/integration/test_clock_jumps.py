"""The clock jumps by years while a stick works: no job, no paper and no key is worse for it."""

import ast
import datetime
from pathlib import Path

import pytest
from certificates import makers, samples
from inprocess import with_plan
from msgspec.structs import replace
from unit.model import stories

import coordi_wipe
from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.evidence_file import decode, encode
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.certificate.verification import verify
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs import told_time
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.told_time import Told
from coordi_wipe.jobs.worker import Worker
from coordi_wipe.model.errors import MissingError
from coordi_wipe.station import custody

WORDS = "réaliser défrayer magenta saluer peuple"
BACK, RIGHT, FORTH = (datetime.date(year, 11, 28) for year in (2000, 2026, 2035))


@pytest.mark.parametrize("year", ["2000", "2035"])
def test_a_job_in_which_the_clock_jumped_is_proven_as_any(year):
    facts = samples.overwrite_facts()
    jumped = tuple(replace(one, at=f"{year}{one.at[4:]}") for one in facts[:2]) + facts[2:]
    evidence = samples.evidence(jumped)
    assert evidence.claim == samples.evidence(facts).claim
    pdf = makers.sealed(encode(evidence))
    verdict = verify(pdf, trust=[makers.root()])
    assert (verdict.verdict, verdict.valid, verdict.reasons[-1].code) == (
        "signed",
        True,
        "certificate-to-be-registered",
    )


@pytest.mark.parametrize("up", [0.0, 1e9], ids=["before", "after"])
def test_the_evidence_says_whose_time_it_is(tmp_path, up):
    """A job that was cut off after its end: its worker leaves the evidence, and looks who told the time."""
    job = with_plan(samples.evidence((stories.began(), stories.ended("cancelled"))).plan)
    home, run = tmp_path / "home", tmp_path / "run"
    folder = JobFolder(home, run, job.uuid)
    folder.create(job)
    folder.make_live()
    began = stories.began()
    offset = datetime.datetime.fromisoformat(began.at).timestamp() - began.up
    told_time.remember(run, Told("inventory", "boot-1", up, offset))
    worker = Worker(folder, home, LinuxHost(frozenset()), lambda: False)
    for fact in (stories.began(), stories.ended("cancelled")):
        worker._recorder.add(fact)
    assert worker.work() == 0
    assert decode(folder.evidence.read_bytes()).clock == ("untrusted" if up else "inventory")


@pytest.mark.parametrize("clock", ["untrusted", "ntp", "inventory"])
def test_the_page_calls_every_source_uncertified(clock):
    facts = samples.overwrite_facts()
    assert "non certifiée" in _times(replace(samples.evidence(facts), clock=clock))


def test_how_long_it_took_is_counted_by_the_time_since_boot():
    facts = samples.overwrite_facts()
    jumped = (replace(facts[0], at="2000-01-01T00:00:00+00:00"), *facts[1:])
    said = [_times(samples.evidence(one)) for one in (facts, jumped)]
    lasted = [one.split("Durée")[1] for one in said]
    assert lasted[0] == lasted[1]
    assert said[0] != said[1]


def _times(evidence):
    from coordi_wipe.certificate import content as page
    from coordi_wipe.certificate.wording import Wording

    return page._times(evidence, Wording("fr"))


def test_no_work_on_a_drive_is_decided_by_the_wall_clock():
    """Deadlines and rests count the time since boot. A job's number holds the date; a worker's log file has
    one, by which a face lets it take a breath: seconds, and nothing is lost."""
    may = {"new_uuid", "_starting"}
    found = set()
    for room in ("jobs", "sanitize"):
        for path in sorted((Path(coordi_wipe.__file__).parent / room).rglob("*.py")):
            for function in ast.walk(ast.parse(path.read_text())):
                if isinstance(function, ast.FunctionDef) and _asks_the_wall(function):
                    found.add(function.name)
    assert found == may


def _asks_the_wall(function):
    names = {ast.unparse(one) for one in ast.walk(function) if isinstance(one, ast.Attribute)}
    return bool(names & {"time.time", "datetime.now", "datetime.datetime.now", "datetime.date.today"})


@pytest.fixture
def stick(tmp_path):
    """(home, run, turn the clock) of a stick whose key lies open for two days more."""
    home, run = tmp_path / "home", tmp_path / "run"
    root = root_key.root(bytes(32), "Co'Ordi")
    stick_key.put(home / "authority", root, "Clé 07", WORDS, virtual=False, cost=Cost(8, 1, 1))
    with pytest.MonkeyPatch.context() as patch:

        def turn(day):
            patch.setattr(custody, "_today", lambda: day)

        turn(RIGHT)
        custody.unlock(home, run, WORDS, "2026-11-30")
        yield home, run, turn


def test_an_opened_key_signs_before_and_after_the_clock_is_put_right(stick):
    home, run, turn = stick
    turn(BACK)
    assert custody.state(home, run).kind == "opened"
    assert not custody.authority(home, run).rehearsal
    turn(RIGHT)
    assert custody.state(home, run).kind == "opened"
    assert not custody.authority(home, run).rehearsal


def test_a_key_whose_day_is_over_is_locked_as_soon_as_the_clock_is_right(stick):
    home, run, turn = stick
    turn(BACK)
    assert custody.state(home, run).kind == "opened"
    turn(RIGHT + datetime.timedelta(days=3))
    assert custody.state(home, run).kind == "locked"
    with pytest.raises(MissingError, match="authority-locked"):
        custody.authority(home, run)
    turn(BACK)  # and stays so
    assert custody.state(home, run).kind == "locked"


def test_looking_with_a_clock_that_is_ahead_takes_nothing_away(stick):
    home, run, turn = stick
    turn(FORTH)
    assert custody.state(home, run).kind == "locked"
    turn(RIGHT)
    assert custody.state(home, run).kind == "opened"
