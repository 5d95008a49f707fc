"""Every technique on every temper: what may be claimed is what is true of the cells."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordi_wipe.rehearsal import temper
from coordi_wipe.sanitize import firmware
from drives.cells import TECHNIQUES, Bench, Told, bench, run
from drives.outcomes import known, row
from drives.relay import Laboratory

CELLS = [(*technique, name) for technique in TECHNIQUES for name in temper.names()]
LYING = ("liar", "half-eraser")


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    (tmp_path / "drive").mkdir()
    with Laboratory(tmp_path / "laboratory") as made:
        yield made


def _run(tmp_path: Path, laboratory: Laboratory, technique: str, kind: str, name: str) -> tuple[Bench, Told]:
    made = bench(tmp_path / "drive", laboratory, technique, kind, temper.named(name))
    return made, run(made, technique, kind)


def test_the_table_has_every_cell() -> None:
    assert set(known()) == set(CELLS)


@pytest.mark.parametrize(("technique", "kind", "name"), CELLS)
def test_what_is_claimed_is_true(
    tmp_path: Path, laboratory: Laboratory, technique: str, kind: str, name: str
) -> None:
    made, told = _run(tmp_path, laboratory, technique, kind, name)
    assert told.claim is not None
    if told.claim.status == "sanitized":
        assert not made.remains
        assert not made.remains_in_spare or temper.named(name).reach == "mapped"
    assert row(technique, kind, name, told) == known()[technique, kind, name]


@pytest.mark.parametrize("name", LYING)
@pytest.mark.parametrize(("technique", "kind"), TECHNIQUES)
def test_a_liar_is_caught_by_its_canaries(
    tmp_path: Path, laboratory: Laboratory, technique: str, kind: str, name: str
) -> None:
    _, told = _run(tmp_path, laboratory, technique, kind, name)
    assert told.claim is not None
    assert (told.claim.status, [reason.code for reason in told.claim.reasons]) == (
        "failed",
        ["canaries-alive"],
    )


@pytest.mark.parametrize(("technique", "kind"), TECHNIQUES)
def test_what_was_there_before_gives_a_liar_away_too(
    tmp_path: Path, laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, technique: str, kind: str
) -> None:
    """One that hid every canary, and nothing else."""
    monkeypatch.setattr(firmware, "alive", lambda *_: 0)
    _, told = _run(tmp_path, laboratory, technique, kind, "half-eraser")
    assert told.claim is not None
    assert [reason.code for reason in told.claim.reasons] == ["differences"]


@pytest.mark.parametrize(
    ("technique", "kind"), [cell for cell, medium in TECHNIQUES.items() if medium == "nvme"]
)
def test_a_forgotten_namespace_is_seen(
    tmp_path: Path, laboratory: Laboratory, technique: str, kind: str
) -> None:
    _, told = _run(tmp_path, laboratory, technique, kind, "forgets-a-namespace")
    assert told.claim is not None
    assert [reason.code for reason in told.claim.reasons] == ["canaries-alive"]


@pytest.mark.parametrize(("technique", "kind"), TECHNIQUES)
def test_an_obedient_drive_is_erased(
    tmp_path: Path, laboratory: Laboratory, technique: str, kind: str
) -> None:
    made, told = _run(tmp_path, laboratory, technique, kind, "obedient")
    assert told.claim is not None
    assert told.claim.status == "sanitized"
    assert not made.remains_in_spare


@pytest.mark.parametrize("name", ["refuses", "write-protected"])
@pytest.mark.parametrize("kind", ["erase+sanitize", "secure-erase"])
def test_a_card_that_refuses_is_not_erased(
    tmp_path: Path, laboratory: Laboratory, kind: str, name: str
) -> None:
    made, told = _run(tmp_path, laboratory, "emmc-sanitize", kind, name)
    assert made.remains
    assert told.failed is not None
    assert told.failed.code == "card-refused"


def test_a_laboratory_leaves_no_files_and_no_threads_behind(tmp_path: Path) -> None:
    before = _held()
    for number in range(5):
        folder = tmp_path / str(number)
        (folder / "drive").mkdir(parents=True)
        with Laboratory(folder / "laboratory") as made:
            _run(folder, made, "nvme-sanitize", "block", "obedient")
    until = time.monotonic() + 10
    while any(now > then for now, then in zip(_held(), before, strict=True)):
        assert time.monotonic() < until, (before, _held())
        time.sleep(0.05)


def _held() -> tuple[int, int]:
    """Open files and threads of this process."""
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
