"""What comes between: a stick that is pulled and put back, another stick in its place, a power cut."""

import pytest
from image import drives, identity, partitions, preparing, steps
from image.machine import Inner, Setup, raw
from image.verifying import verified

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

MIB = 1 << 20
SIZE = 96 * MIB
SLOW = 2 * MIB  # bytes a second that the drive takes: long enough for hands


@pytest.fixture(scope="module")
def made(place):
    """What a data partition holds that signs for real."""
    return identity.make(place / "signing" / "data", allow_virtual=True)


def proven(guest, place, name: str, made, inside) -> None:
    """The PC is off: nothing of what was there is left, and the papers on the stick say so."""
    assert inside.left() == 0
    after = raw(guest.stick, place / f"{name}-after.img")
    assert partitions.system_changed(after) == []
    (pdf,) = partitions.certificates(after, place / f"{name}-papers")
    verdict = verified(pdf, "--trust", made.pem)
    assert (verdict["exit"], verdict["valid"]) == (0, True), verdict


def test_a_stick_pulled_in_the_middle_and_put_back(boots, keep, place, made):
    """The work goes on and the screen asks for the stick; another one is refused; with the same one back the
    papers are made."""
    inside = drives.tokens(place / "pulled.img", SIZE)
    drive = Inner(inside.path, "ahci", "AHCI07F2A", slow=SLOW)
    other = preparing.with_data(place, "other-stick", identity.make(place / "other" / "data"))
    guest = boots(Setup(drives=(drive,), stick=preparing.with_data(place, "pulled-stick", made)))
    steps.first_screen(guest)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    steps.begin(guest)
    guest.screen.wait("écriture", seconds=120)  # a worker that has not begun yet ends there, and F5 goes on
    guest.pull()
    guest.screen.wait(say("place-pulled"), seconds=60)
    keep(guest, "pulled")
    guest.plug(other, "other")
    guest.screen.wait(say("place-other"), seconds=60)
    keep(guest, "other")
    guest.pull()
    guest.screen.wait(say("place-pulled"), seconds=60)
    guest.plug()
    guest.screen.wait(say("tui.step", step=3), seconds=60, gone=[say("place-pulled"), say("place-other")])
    keep(guest, "back")
    steps.erased(guest)
    steps.finish(guest)
    steps.power_off(guest)
    proven(guest, place, "pulled", made, inside)


def test_a_power_cut_is_resumed_at_the_next_boot(boots, keep, place, made):
    """SIGKILL in the middle of the writing; the same PC again: F5, and it ends green."""
    inside = drives.tokens(place / "cut.img", SIZE)
    drive = Inner(inside.path, "nvme", "NVME0C0DE", slow=SLOW)
    guest = boots(Setup(drives=(drive,), stick=preparing.with_data(place, "cut-stick", made)))
    steps.first_screen(guest)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    steps.begin(guest)
    guest.screen.wait("écriture", seconds=120)
    guest.cut()
    assert 0 < inside.left() < SIZE // drives.TOKEN, "it was not in the middle"
    guest.start()
    steps.first_screen(guest)
    guest.answer("ab")
    guest.screen.wait(say("tui.works.title-cut-off"), say("tui.works.resume"), seconds=120)
    keep(guest, "interrupted")
    guest.press("f5")
    steps.erased(guest)
    steps.finish(guest)
    steps.power_off(guest)
    proven(guest, place, "cut", made, inside)
