"""Facts twice: the stick's file is always a beginning of the live one, whatever is torn, cut or away."""

import errno
import os
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.model.stories import began, ended, wrote

from coordi_wipe.jobs import recorder
from coordi_wipe.jobs.folder import JobFolder, new_uuid
from coordi_wipe.jobs.recorder import Recorder
from coordi_wipe.model.errors import DamagedError

FACTS = [began(), wrote(0, 512), wrote(512, 1024), ended()]


@pytest.fixture
def folder(tmp_path):
    made = JobFolder(tmp_path / "stick", tmp_path / "run", new_uuid())
    made.durable.mkdir(parents=True)
    made.make_live()
    return made


def kept(folder):
    return (folder.durable / "facts.jsonl").read_bytes()


def live(folder):
    return (folder.live / "facts.jsonl").read_bytes()


def record(folder, *facts):
    made = Recorder(folder)
    assert [made.add(fact) for fact in facts] == [True] * len(facts)
    return made


def test_both_files_hold_every_fact(folder):
    record(folder, *FACTS)
    assert kept(folder) == live(folder)
    assert folder.facts() == tuple(FACTS)


def test_it_goes_on_where_it_was(folder):
    record(folder, *FACTS[:2])
    record(folder, *FACTS[2:])
    assert folder.facts() == tuple(FACTS)


@pytest.mark.parametrize("which", ["durable", "live"])
@given(cut=st.integers(0, 2000))
def test_any_cut_of_either_file_costs_no_whole_line_of_the_other(which, cut, tmp_path_factory):
    folder = JobFolder(tmp_path_factory.mktemp("j") / "stick", tmp_path_factory.mktemp("r"), new_uuid())
    folder.durable.mkdir(parents=True)
    folder.make_live()
    record(folder, *FACTS[:3])
    path = getattr(folder, which) / "facts.jsonl"
    path.write_bytes(path.read_bytes()[:cut])
    assert folder.facts() == tuple(FACTS[:3])
    record(folder, FACTS[3])
    assert folder.facts() == tuple(FACTS)
    assert kept(folder) == live(folder)


def test_torn_line_is_replaced_not_joined(folder):
    record(folder, *FACTS[:2])
    for path in (folder.durable, folder.live):
        with (path / "facts.jsonl").open("ab") as file:
            file.write(b'{"fact":"wro')
    record(folder, *FACTS[2:])
    assert folder.facts() == tuple(FACTS)
    assert b'{"fact":"wro{' not in kept(folder)


def test_emptied_run_is_filled_again_from_the_stick(folder):
    record(folder, *FACTS[:3])
    (folder.live / "facts.jsonl").unlink()
    assert record(folder).facts == FACTS[:3]
    assert live(folder) == kept(folder)


def test_away_stick_gets_what_it_missed(folder):
    made = record(folder, FACTS[0])
    away = folder.durable.with_name("away")
    folder.durable.rename(away)
    assert [made.add(fact) for fact in FACTS[1:3]] == [False, False]
    assert (made.present, made.look()) == (False, False)
    assert not folder.durable.exists()
    assert folder.facts() == tuple(FACTS[:3])  # for those who look
    away.rename(folder.durable)
    assert made.look()
    assert kept(folder) == live(folder)


@pytest.mark.parametrize("longer", [False, True])
def test_a_stick_that_another_station_wrote_meanwhile_is_not_written_over(folder, longer):
    """The same stick, away in another PC where somebody gave the job up. Its file may have any length."""
    made = record(folder, FACTS[0])
    away = folder.durable.with_name("away")
    folder.durable.rename(away)
    for fact in FACTS[1:]:
        made.add(fact)
    with (away / "facts.jsonl").open("ab") as file:
        file.write(msgspec.json.encode(ended("cancelled")) + b"\n")
        file.write(b"\n" * 3000 if longer else b"")
    before = (away / "facts.jsonl").read_bytes()
    away.rename(folder.durable)
    with pytest.raises(DamagedError, match="facts-disagree"):
        made.look()
    with pytest.raises(DamagedError, match="facts-disagree"):
        made.insist(lambda _: None)
    assert kept(folder) == before
    assert folder.damaged


def test_a_fact_that_came_while_nobody_saw_the_stick_go_is_not_written_over_either(folder):
    made = record(folder, FACTS[0])
    with (folder.durable / "facts.jsonl").open("ab") as file:
        file.write(msgspec.json.encode(ended("cancelled")) + b"\n")
    before = kept(folder)
    with pytest.raises(DamagedError, match="facts-disagree"):
        made.add(FACTS[1])
    assert kept(folder) == before


@pytest.mark.parametrize("cut", [0, 1, 500, 700, 9999])
@pytest.mark.parametrize("torn", [False, True])
def test_whatever_a_pull_left_of_our_own_facts_is_completed(cut, torn, folder):
    made = record(folder, *FACTS[:3])
    path = folder.durable / "facts.jsonl"
    path.write_bytes(path.read_bytes()[:cut] + (b'{"fact":"wro' if torn else b""))
    assert made.add(FACTS[3])
    assert kept(folder) == live(folder)
    assert folder.facts() == tuple(FACTS)


def test_pulled_stick_is_noticed_without_a_fact(folder):
    made = record(folder, FACTS[0])
    folder.durable.rename(folder.durable.with_name("away"))
    assert made.present
    assert not made.look()
    assert not made.present


def test_insisting_ends_only_when_all_is_on_the_stick(folder):
    made = record(folder, FACTS[0])
    away = folder.durable.with_name("away")
    folder.durable.rename(away)
    made.add(FACTS[1])
    waited = []

    def pause(seconds):
        waited.append(seconds)
        if len(waited) == 3:
            away.rename(folder.durable)

    made.insist(pause)
    assert waited == [recorder.RETRY] * 3
    assert kept(folder) == live(folder)


@pytest.fixture
def statvfs(monkeypatch):
    """What the kernel says of a file system, with changes."""
    real = os.statvfs

    def lie(**changes):
        def said(path):
            true = real(path)
            return SimpleNamespace(**{"f_fsid": true.f_fsid, "f_flag": true.f_flag} | changes)

        monkeypatch.setattr(recorder.os, "statvfs", said)

    return lie


def test_file_system_of_another_stick_gets_nothing(folder, statvfs):
    made = record(folder, FACTS[0])
    before = kept(folder)
    statvfs(f_fsid=-1)
    assert not made.add(FACTS[1])
    assert made.stick == "missing"
    assert kept(folder) == before


def test_a_stick_that_became_read_only_is_noticed_without_a_fact(folder, statvfs):
    made = record(folder, FACTS[0])
    statvfs(f_flag=os.ST_RDONLY)
    assert not made.look()
    assert made.stick == "read-only"
    statvfs(f_flag=0)
    assert made.look()
    assert made.stick == "present"


@pytest.mark.parametrize(
    ("number", "stick"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EROFS, "read-only"),
        (errno.ENOENT, "missing"),
        (errno.EIO, "missing"),
    ],
)
def test_why_the_stick_takes_nothing_is_remembered_until_it_does(number, stick, folder, monkeypatch):
    made = record(folder, FACTS[0])

    def refuse(*_args):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(recorder.os, "fsync", refuse)
        assert not made.add(FACTS[1])
        assert (made.stick, made.present) == (stick, False)
    assert made.look()
    assert (made.stick, made.present) == ("present", True)


def test_lost_live_folder_stops_nothing(folder):
    made = record(folder, FACTS[0])
    (folder.live / "facts.jsonl").unlink()
    folder.live.rmdir()
    folder.live.write_bytes(b"no folder")
    assert [made.add(fact) for fact in FACTS[1:3]] == [True, True]
    folder.live.unlink()
    assert made.add(FACTS[3])
    assert folder.facts() == tuple(FACTS)
    assert live(folder) == kept(folder)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda raw: raw.replace(b'"wrote"', b'"wr\xffte"', 1), "facts-damaged"),
        (lambda raw: raw.replace(b"\n", b"\n\n", 1), "facts-damaged"),
        (lambda raw: raw + b'{"fact":"tomorrow","at":"","up":0}\n', "facts-damaged"),
    ],
)
def test_damaged_line_is_told_and_left_alone(damage, code, folder):
    record(folder, *FACTS[:3])
    (folder.live / "facts.jsonl").unlink()
    (folder.durable / "facts.jsonl").write_bytes(damage(kept(folder)))
    before = kept(folder)
    with pytest.raises(DamagedError, match=code):
        Recorder(folder)
    assert kept(folder) == before
    assert folder.damaged


def test_files_that_tell_two_stories_are_told_and_left_alone(folder):
    record(folder, *FACTS[:2])
    other = live(folder).replace(b'"upto":512', b'"upto":256')
    (folder.live / "facts.jsonl").write_bytes(other)
    before = kept(folder)
    with pytest.raises(DamagedError, match="facts-disagree"):
        Recorder(folder)
    assert (kept(folder), live(folder)) == (before, other)
    assert folder.damaged


def test_whole_and_torn_facts_are_not_damaged(folder):
    record(folder, *FACTS[:2])
    assert not folder.damaged
    with (folder.durable / "facts.jsonl").open("ab") as file:
        file.write(b'{"fa')
    assert not folder.damaged
