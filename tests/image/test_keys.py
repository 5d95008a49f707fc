"""Keys that answer no question: larger letters, the emergency keys; and the menu's check of the stick."""

import subprocess
import time

import pytest
from image import drives, partitions, shipped, steps
from image.machine import Inner, Setup, fresh_stick, raw
from image.screen import found, words

pytestmark = [pytest.mark.image, pytest.mark.slow]

MIB = 1 << 20
SLOW = 2 * MIB  # bytes a second that the drive takes


def lines_become(guest, wanted: int, seconds: float = 300.0) -> None:
    """Waits until the screen has so many lines of letters that can be read, painted down to the keys."""
    end = time.monotonic() + seconds
    while True:
        seen = guest.screen.look()
        if len(seen) == wanted and found("F1 Aide", words(seen[-1:])):
            return
        assert time.monotonic() < end, f"{len(seen)} lines, not {wanted}:\n" + "\n".join(seen)
        time.sleep(0.5)


def test_one_key_doubles_the_letters_and_the_emergency_keys_do_nothing_while_a_drive_is_written(
    boots, keep, place
):
    """1280 × 800: 50 lines become 25, and 50 again. Ctrl-Alt-Del and the magic key over a running erasure: it
    goes on; the PC would be gone otherwise (QEMU ends at a restart)."""
    inside = drives.tokens(place / "keys.img", 64 * MIB)
    guest = boots(Setup(drives=(Inner(inside.path, "ahci", "AHCI0C0DE", slow=SLOW),)))
    steps.first_screen(guest)
    lines_become(guest, 50)
    guest.press("f8")
    lines_become(guest, 25)
    keep(guest, "double")
    guest.press("f8")
    lines_become(guest, 50)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    steps.begin(guest)
    guest.screen.wait(
        "écriture", seconds=120
    )  # before, nothing is written, and the power button may have its way
    for keys in ("ctrl+alt+delete", "ctrl+alt+delete", "alt+sysrq+b", "ctrl+alt+f2"):
        guest.press(keys)
    guest.qmp("system_powerdown")  # the power button
    steps.erased(guest, "unproven")
    assert guest.running()


@pytest.mark.parametrize("spoiled", [False, True], ids=["good", "one-bit"])
def test_the_menu_checks_the_stick(boots, keep, place, spoiled):
    """« Vérifier la clé »: good, or B-05 where one bit of the system is another."""
    stick = fresh_stick(place / f"checked-{spoiled}.qcow2")
    if spoiled:
        whole = raw(stick, place / "spoiled.img")
        part = partitions.of(whole)["coordi-live"]
        at = part.start + shipped.iso().stat().st_size // 2
        with whole.open("r+b") as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 1]))
        stick = fresh_stick(place / "spoiled.qcow2", of=whole)
    guest = boots(Setup(stick=stick))
    steps.menu(guest, 4)
    guest.press("enter")
    wanted = "Code B-05" if spoiled else "La clé est bonne."
    guest.screen.wait(wanted, seconds=600)
    keep(guest, wanted.split()[-1].strip("."))


def test_coordi_export_has_the_certificate_and_the_day(boots, place):
    """What Windows will show: a PDF and the day's summary on the FAT partition, and nothing torn."""
    inside = drives.tokens(place / "export.img", 16 * MIB)
    guest = boots(Setup(drives=(Inner(inside.path, "virtio", "VIRTIO1"),)))
    steps.first_screen(guest)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    steps.begin(guest)
    steps.erased(guest, "unproven")
    time.sleep(20)  # the service copies when the ledger has grown
    steps.finish(guest)
    steps.power_off(guest)
    after = raw(guest.stick, place / "export-after.img")
    part = partitions.of(after)[partitions.EXPORT]
    said = subprocess.run(
        ["mdir", "-b", "-/", "-i", f"{after}@@{part.start}", "::/"],
        check=True,
        capture_output=True,
        text=True,
    )
    names = said.stdout.splitlines()
    assert [name for name in names if name.endswith(".pdf")], names
    assert [name for name in names if name.endswith(".csv")], names
    assert not [name for name in names if name.endswith(".part")], names
