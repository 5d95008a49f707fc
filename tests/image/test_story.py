"""From power-on to a certificate that a stranger believes, by keys alone; each screen kept as it appeared."""

import shutil
import time
from pathlib import Path

import pyte
import pytest
from image import drives, identity, partitions, preparing, served, steps
from image.conftest import PATIENCE
from image.machine import Inner, Setup, raw
from image.screen import words
from image.verifying import verified

from coordi_wipe.certificate import authority
from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.root]

MIB = 1 << 20


@pytest.fixture(scope="module")
def sending(place):
    """What a data partition holds that signs for real, and sends to an inventory that guests reach."""
    pem = identity.make(place / "root" / "data").pem
    with served.inventory(place / "inventory", pem) as here:
        yield identity.make(place / "sending" / "data", allow_virtual=True, served=here)


def test_power_on_to_certificate_on_a_framebuffer(boots, keep, place, sending):
    """A stick that signs, an NVMe drive, an inventory: erased, proven, registered; papers verified here."""
    inside = drives.tokens(place / "nvme.img", 64 * MIB)
    stick = preparing.with_data(place, "signing", sending)
    drive = Inner(inside.path, "nvme", "NVME07F2A")
    guest = boots(Setup(firmware="uefi", drives=(drive,), network="user", stick=stick))
    steps.first_screen(guest)
    keep(guest, "1-first")
    guest.screen.wait(say("tui.operator.title"), seconds=90, gone=[say("tui.custody.rehearsal")])
    steps.sign_in(guest)
    keep(guest, "2-scan")
    seen = steps.to_confirm(guest)
    keep(guest, "3-confirm")
    assert inside.left() == 64 * MIB // drives.TOKEN, "something was written before it was confirmed"
    steps.begin(guest)
    keep(guest, "4-works")
    steps.erased(guest)
    seen = guest.screen.wait(say("tui.paper.registered"), seconds=180)
    keep(guest, "5-result")
    assert f"V {steps.TAG}-D1" in seen
    steps.finish(guest)
    keep(guest, "6-next")
    steps.power_off(guest)
    assert inside.left() == 0
    after = raw(stick, place / "signing-after.img")
    assert partitions.system_changed(after) == []
    (pdf,) = partitions.certificates(after, place / "signing-papers")
    verdict = verified(pdf, "--trust", sending.pem)
    assert (verdict["exit"], verdict["valid"], verdict["rehearsal"]) == (0, True, False), verdict
    assert verdict["serials"] == ["NVME07F2A"]
    with partitions.kept(after) as point:
        assert len(list(point.glob("home/outbox/*.receipt"))) == 1


@pytest.mark.slow
def test_power_on_to_certificate_on_a_text_console(boots, keep, place):
    """BIOS, the menu's « Écran simplifié », 80 × 25 letters of VGA text; a stick as the image writer left it,
    which rehearses and says so."""
    inside = drives.tokens(place / "ahci.img", 32 * MIB)
    guest = boots(Setup(drives=(Inner(inside.path, "ahci", "AHCI0C0DE"),)))
    steps.menu(guest, 1)
    keep(guest, "0-menu")
    guest.press("enter")
    steps.first_screen(guest)
    keep(guest, "1-first")
    assert (guest.screen.last.width, guest.screen.last.height) == (720, 400)
    guest.screen.wait(say("tui.custody.rehearsal"), seconds=90)
    steps.sign_in(guest)
    keep(guest, "2-scan")
    steps.to_confirm(guest)
    keep(guest, "3-confirm")
    steps.begin(guest)
    keep(guest, "4-works")
    steps.erased(guest, "unproven")
    keep(guest, "5-result")
    steps.finish(guest)
    steps.power_off(guest)
    assert inside.left() == 0
    after = raw(guest.stick, place / "text-after.img")
    assert partitions.system_changed(after) == []
    (pdf,) = partitions.certificates(after, place / "text-papers")
    assert verified(pdf)["verdict"] == "invalid", "a stranger believes a stick that nobody made a signer"
    with partitions.kept(after) as point:
        root = Path(shutil.copyfile(point / "home/authority" / authority.ROOT, place / "rehearsing.pem"))
    verdict = verified(pdf, "--trust", root)
    assert (verdict["exit"], verdict["valid"], verdict["rehearsal"]) == (1, False, True), verdict
    assert verified(pdf, "--trust", root, "--allow-rehearsal")["exit"] == 0


@pytest.mark.slow
def test_the_serial_entry_shows_the_screens_on_the_serial_line(boots):
    """For servers without a screen: the menu's last line, and a terminal of 80 × 24 at the other end."""
    guest = boots(Setup())
    steps.menu(guest, 5)
    guest.press("enter")
    serial_says(guest, say("tui.operator.title"), PATIENCE)
    guest.send("ab\r")
    serial_says(guest, say("tui.scan.sentence"), 120)


def serial_says(guest, wanted: str, seconds: float) -> None:
    """Waits until the serial line's terminal shows these words."""
    end = time.monotonic() + seconds
    while True:
        terminal = pyte.Screen(80, 24)
        pyte.ByteStream(terminal).feed(guest.serial.read_bytes())
        if words([wanted]) in words(terminal.display):
            return
        assert time.monotonic() < end, "\n".join(terminal.display)
        time.sleep(1)
