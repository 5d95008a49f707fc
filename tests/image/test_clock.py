"""A PC whose clock says 2035: the inventory's signed time puts it right, and the certificate says by whom the
time was told. And the other end: the screens start the PC again."""

import datetime
import time

import pytest
from image import drives, identity, partitions, preparing, served, shell, steps
from image.machine import Inner, Setup, raw
from image.verifying import verified

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

MIB = 1 << 20
WRONG = "2035-06-01T12:00:00"
ON = ("-rtc", f"base={WRONG}", "-action", "reboot=reset")  # a restart restarts, for once


def test_a_wrong_clock_is_put_right_and_the_pc_restarts_by_a_key(boots, keep, place):
    """From the menu's third line, « Sans copie en mémoire ». The stick's key is locked: by that clock any day
    until which it lay open is over."""
    pem = identity.make(place / "root" / "data").pem
    inside = drives.tokens(place / "clock-drive.img", 16 * MIB)
    with served.inventory(place / "inventory", pem) as here:
        made = identity.make(place / "clock" / "data", allow_virtual=True, opened=False, served=here)
        stick = preparing.with_data(place, "clock", made)
        drive = Inner(inside.path, "virtio", "VIRT0C10C")
        guest = boots(Setup(drives=(drive,), network="user", stick=stick, more=ON))
        steps.menu(guest, 2)
        guest.press("enter")
        steps.first_screen(guest)
        guest.press("f2")
        guest.screen.wait(say("supervisor.open"), seconds=60)
        time.sleep(1)
        guest.answer(made.words)
        guest.screen.wait(say("supervisor.opened"), seconds=60)
        keep(guest, "1-opened")
        shell.closed(guest)
        steps.sign_in(guest)
        steps.to_confirm(guest)
        keep(guest, "2-confirm")
        steps.begin(guest)
        steps.erased(guest)
        guest.screen.wait(say("tui.paper.registered"), seconds=180)
        keep(guest, "3-result")
        steps.finish(guest)
        steps.to_the_end(guest)
        guest.press("r")
        guest.screen.wait(say("tui.ending.word.good"), say("tui.ending.restart"), seconds=60, every=0.1)
        keep(guest, "4-restarts")
        guest.qmp.until("RESET", 120, guest=True)
        steps.menu(guest, 0)
        guest.cut()
    assert inside.left() == 0
    after = raw(stick, place / "clock-after.img")
    (pdf,) = partitions.certificates(after, place / "clock-papers")
    verdict = verified(pdf, "--trust", made.pem)
    assert (verdict["exit"], verdict["valid"]) == (0, True), verdict
    print(verdict)
    now = datetime.datetime.now(datetime.UTC)
    assert verdict["time_source"] == "inventory", verdict
    assert str(now.year) in str(verdict), verdict
    assert "2035" not in str(verdict), verdict
