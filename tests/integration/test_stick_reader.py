"""The stick is a card in a reader: another card in the same slot has the same node and partitions of the same
names. It is never taken for the one that was looked at."""

import pytest
from live_sticks import Machine, boot, written

from coordi_wipe.hardware import ioctls
from coordi_wipe.hardware.stick import filesystem, finding, opening
from coordi_wipe.hardware.stick.watching import Watcher

pytestmark = pytest.mark.root


@pytest.fixture
def swap(monkeypatch):
    """Changes the card: from then on the kernel tells the next number of this slot, to whoever asks."""
    changed = []
    honest, text = ioctls.diskseq, finding._text

    def swapped(path):
        told = text(path)
        return str(int(told) + len(changed)) if path.name == "diskseq" and told else told

    monkeypatch.setattr(ioctls, "diskseq", lambda descriptor: honest(descriptor) + len(changed))
    monkeypatch.setattr(finding, "_text", swapped)
    return lambda: changed.append(1)


def used(machine):
    """What of the place can be reached."""
    return list(machine.paths.point.glob("*"))


@pytest.mark.parametrize("at", ["check", "number", "mount"])
def test_changed_while_it_is_looked_at_it_is_not_the_place(machine, tmp_path, monkeypatch, swap, at):
    boot(machine, backing := written(tmp_path / "stick.img"))
    machine.off()
    machine.line_names(backing)
    machine.plug(backing)
    place, name = (opening.mounting, "mount") if at == "mount" else (filesystem, at)
    honest, asked = getattr(place, name), []

    def then(*given, **more):
        answer = honest(*given, **more)
        if not asked:
            asked.append(given)
            swap()
        return answer

    monkeypatch.setattr(place, name, then)
    found, again = opening.opened(finding.sticks(machine.paths), machine.paths)
    assert (found.state, again, used(machine)) == ("damaged", True, [])
    assert len(asked) == 1
    found, _ = opening.opened(
        finding.sticks(machine.paths), machine.paths
    )  # what lies there now, looked at anew
    assert found.state == "ready"


def test_changed_before_it_is_opened_it_is_left_alone(machine, tmp_path, swap):
    machine.plug(backing := written(tmp_path / "stick.img"))
    sticks, before = finding.sticks(machine.paths), backing.read_bytes()
    swap()
    found, again = opening.opened(sticks, machine.paths)
    assert (found.state, again) == ("damaged", True)
    assert backing.read_bytes() == before


def test_a_card_that_udev_still_takes_for_the_one_before_is_left_alone(machine, tmp_path):
    """The kernel has its number already, and udev's database what lay there before."""
    other = Machine(tmp_path / "another pc")
    boot(other, backing := written(tmp_path / "other.img"))
    other.off()
    machine.line_names(written(tmp_path / "ours.img"))
    machine.plug(backing)
    ours = machine.paths.line.read_text().split("PARTUUID=")[1].split()[0]
    for path in machine.paths.udev.glob("b*"):
        if "ID_PART_ENTRY_NUMBER=3\n" in (text := path.read_text()):
            lines = (line for line in text.splitlines() if "ENTRY_UUID" not in line)
            path.write_text("\n".join([*lines, f"E:ID_PART_ENTRY_UUID={ours}", ""]))
    before = backing.read_bytes()
    sticks = finding.sticks(machine.paths)
    assert len(sticks) == 1
    found, again = opening.opened(sticks, machine.paths)
    assert (found.state, again, used(machine)) == ("damaged", True, [])
    assert backing.read_bytes() == before


def test_a_card_that_is_changed_in_the_running_pc_is_a_stick_that_was_pulled(machine, tmp_path, swap):
    boot(machine, written(tmp_path / "stick.img"))
    watcher = Watcher(machine.paths)
    assert (watcher.look().state, bool(used(machine))) == ("ready", True)
    for path in machine.paths.udev.iterdir():  # udev looks at what is new, and knows nothing of it yet
        path.unlink()
    swap()
    assert (watcher.look().state, used(machine)) == ("pulled", [])


def test_a_card_that_was_changed_before_anybody_watched_too(machine, tmp_path, swap):
    boot(machine, written(tmp_path / "stick.img"))
    for path in machine.paths.udev.iterdir():
        path.unlink()
    swap()
    assert (Watcher(machine.paths).look().state, used(machine)) == ("pulled", [])
