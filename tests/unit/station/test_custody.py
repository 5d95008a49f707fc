"""A stick's key: locked, unlocked until the PC goes off, or open until a day; and who signs meanwhile."""

import datetime
import stat

import pytest
from certificates import makers

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError, UsageError
from coordi_wipe.station import custody, papers
from coordi_wipe.station.custody import Custody, lock, state, unlock

ROOT = root_key.root(bytes(32), "Co'Ordi")
WORDS = "réaliser défrayer magenta saluer peuple"
NOW = datetime.date(2026, 11, 28)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Today, which a test may move."""

    def turn(day):
        monkeypatch.setattr(custody, "_today", lambda: day)

    turn(NOW)
    return turn


def make(home, name="Clé 07"):
    return stick_key.put(home / "authority", ROOT, name, WORDS, virtual=False, cost=Cost(8, 1, 1))


@pytest.fixture
def stick(tmp_path):
    """Home and run of a stick that a supervisor made."""
    make(tmp_path / "home")
    return tmp_path / "home", tmp_path / "run"


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def locked(home, run):
    """Whether nothing real can be signed now, by what it says and by what it does."""
    says = state(home, run).kind == "locked"
    with pytest.raises(MissingError, match="authority-locked") as refused:
        papers.signer(home, run, rehearsal=False)
    assert refused.value.reason.args == {"signer": "Clé 07"}
    return says


def test_a_stick_that_no_supervisor_made_only_rehearses(tmp_path):
    home, run = tmp_path / "home", tmp_path / "run"
    assert state(home, run) == Custody("rehearsal")
    assert papers.signer(home, run, rehearsal=True).rehearsal
    for attempt in (lambda: papers.signer(home, run, rehearsal=False), lambda: unlock(home, run, WORDS)):
        with pytest.raises(MissingError, match="stick-absent"):
            attempt()
    assert lock(home, run) == Custody("rehearsal")


def test_a_stick_is_locked_until_its_words_are_said(stick):
    assert state(*stick) == Custody("locked", "", "Clé 07")
    assert locked(*stick)
    with pytest.raises(RefusedError, match="words-wrong"):
        unlock(*stick, "réaliser défrayer magenta saluer puits")
    assert locked(*stick)


def test_a_locked_stick_still_rehearses(stick):
    assert papers.signer(*stick, rehearsal=True).rehearsal


def test_unlocked_until_the_pc_goes_off(stick):
    home, run = stick
    before = files(home)
    assert unlock(home, run, WORDS) == Custody("each-boot", "", "Clé 07") == state(home, run)
    assert files(home) == before  # nothing of it on the stick
    (name,) = files(run)
    assert stat.S_IMODE((run / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((run / name).parent.stat().st_mode) == 0o700
    signer = papers.signer(home, run, rehearsal=False)
    assert (signer.rehearsal, signer.signer, signer.root) == (False, "Clé 07", ROOT.certificate)
    assert papers.signer(home, run, rehearsal=True).rehearsal
    (run / name).unlink()  # what a reboot does
    assert locked(home, run)


def test_open_until_the_end_of_a_day(stick, clock):
    home, run = stick
    unlock(home, run, WORDS)
    opened = unlock(home, run, WORDS, "2026-11-30")
    assert opened == Custody("opened", "2026-11-30", "Clé 07") == state(home, run)
    assert files(run) == []
    assert stat.S_IMODE((home / "authority/stick.open").stat().st_mode) == 0o600
    clock(datetime.date(2026, 11, 30))
    assert papers.signer(home, run, rehearsal=False).signer == "Clé 07"
    clock(datetime.date(2026, 12, 1))
    assert state(home, run) == Custody("locked", "2026-11-30", "Clé 07")
    assert locked(home, run)


def test_a_day_that_was_seen_to_be_over_does_not_come_back(stick, clock):
    unlock(*stick, WORDS, "2026-11-30")
    clock(datetime.date(2027, 1, 1))
    assert locked(*stick)
    clock(NOW)
    assert locked(*stick)


def test_each_boot_takes_back_what_lay_open(stick):
    home, run = stick
    unlock(home, run, WORDS, "2026-11-30")
    assert unlock(home, run, WORDS).kind == "each-boot"
    assert not (home / "authority/stick.open").exists()


@pytest.mark.parametrize("until", ["", "2026-11-30"])
def test_locking_forgets_the_key_wherever_it_lies(stick, until):
    home, run = stick
    before = files(home)
    unlock(home, run, WORDS, until)
    assert lock(home, run) == Custody("locked", "", "Clé 07")
    assert (files(home), files(run)) == (before, [])
    assert locked(home, run)


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-11-27", "until-over"),
        ("demain", "until-no-date"),
        ("2026-02-30", "until-no-date"),
        ("9999-12-31", "until-far"),
    ],
)
def test_a_day_that_cannot_be(stick, until, code):
    with pytest.raises(UsageError, match=code):
        unlock(*stick, WORDS, until)
    assert locked(*stick)


def test_a_run_folder_on_the_stick_keeps_no_key(stick, tmp_path):
    """Without a folder that a reboot empties, "each boot" would mean for ever (locations.run)."""
    home, _ = stick
    (tmp_path / "link").symlink_to(home / "run")
    with pytest.raises(RefusedError, match="run-stays"):
        unlock(home, tmp_path / "link", WORDS)
    with pytest.raises(RefusedError, match="run-stays"):
        unlock(home, home / "run", WORDS)
    assert locked(home, home / "run")
    assert unlock(home, home / "run", WORDS, "2026-11-30").kind == "opened"


def test_one_sticks_key_opens_no_other_on_the_same_pc(stick, tmp_path):
    home, run = stick
    make(tmp_path / "other", "Clé 08")
    unlock(tmp_path / "other", run, WORDS)
    assert locked(home, run)
    unlock(home, run, WORDS)
    lock(tmp_path / "other", run)
    assert papers.signer(home, run, rehearsal=False).signer == "Clé 07"


def test_a_key_of_another_stick_signs_nothing(stick, tmp_path):
    home, run = stick
    make(tmp_path / "other", "Clé 08")
    unlock(tmp_path / "other", run, WORDS, "2026-11-30")
    (home / "authority/stick.open").write_bytes((tmp_path / "other/authority/stick.open").read_bytes())
    with pytest.raises(DamagedError, match="stick-damaged"):
        papers.signer(home, run, rehearsal=False)


def test_an_open_key_that_cannot_be_read_is_none(stick):
    home, run = stick
    (home / "authority/stick.open").write_bytes(b'{"until": "2099-01-01"}')
    assert locked(home, run)


def test_a_rehearsal_authority_put_where_the_stick_is_signs_nothing_real(stick):
    home, run = stick
    rehearsal = makers.rehearsing()
    (home / "authority/stick.pem").write_bytes(stick_key.pem(rehearsal.leaf, rehearsal.root))
    for attempt in (lambda: state(home, run), lambda: papers.signer(home, run, rehearsal=False)):
        with pytest.raises(DamagedError, match="stick-damaged"):
            attempt()


def test_the_state_is_said_in_words(stick):
    unlock(*stick, WORDS, "2026-12-20")
    now = state(*stick)
    said = say(f"cli.custody.{now.kind}", signer=now.signer, until=now.until)
    assert "«\N{NO-BREAK SPACE}Clé 07\N{NO-BREAK SPACE}»" in said
    assert "jusqu'au 20/12/2026" in said
