"""The screens' unit: a supervisor's shell on the console for the stick's words alone; and whatever kills the
screens, they come back to the job that runs, which does not notice. A worker that is killed is told of."""

import pytest
from image import drives, identity, partitions, preparing, probe, shell, shipped, steps
from image.conftest import PATIENCE
from image.machine import Guest, Inner, Setup
from image.test_interrupted import proven

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

MIB = 1 << 20
SIZE, SLOW = 96 * MIB, 2 * MIB  # bytes, bytes a second
WRITING = 5  # seconds that a drive has been writable for when the screens are killed

SCRIPT = f"""
screens() {{ systemctl show coordi-wipe.service -P "$1"; }}
jobs() {{ systemctl list-units --no-legend --plain --state=running 'coordi-wipe-job-*' | cut -d ' ' -f 1; }}
until [ -n "$(jobs)" ] && [ "$(cat /sys/block/sda/ro)" = 0 ]; do sleep 0.5; done
sleep {WRITING}
job=$(jobs) before=$(screens MainPID)
worker=$(systemctl show "$job" -P MainPID)
echo "was=$(systemctl show "$job" -P MainPID) $job"
kill -9 "$before"
until [ "$(screens MainPID)" -gt 0 ] && [ "$(screens MainPID)" != "$before" ]; do sleep 0.2; done
echo "restarts=$(screens NRestarts)"
echo "is=$(systemctl show "$job" -P MainPID) $(jobs)"
echo "probe: killed"
while [ -n "$(jobs)" ]; do sleep 1; done
echo "flag=$(cat /sys/block/sda/ro)"
"""

KILLING = f"""
jobs() {{ systemctl list-units --no-legend --plain --state=running 'coordi-wipe-job-*' | cut -d ' ' -f 1; }}
until [ -n "$(jobs)" ] && [ "$(cat /sys/block/sda/ro)" = 0 ]; do sleep 0.5; done
sleep {WRITING}
systemctl kill --signal=KILL "$(jobs)"
"""


def test_a_shell_for_who_knows_the_words_and_screens_that_come_back(boots, keep, place):
    """Wrong words open nothing; the right ones root's shell on the first console, until `exit`. Then the
    screens are killed while a drive is written: the job ends as it would have, with its certificate."""
    made = identity.make(place / "back" / "data", allow_virtual=True)
    inside = drives.tokens(place / "back.img", SIZE)
    stick = preparing.with_data(place, "back-stick", made)
    medium = partitions.of(place / "back-stick.img")["coordi-live"].uuid.lower()
    line = f"{shipped.line()} coordi.medium=PARTUUID={medium}"
    setup = Setup(
        medium="direct",
        append=line,
        stick=stick,
        drives=(Inner(inside.path, "ahci", "AHCI0FACE", slow=SLOW),),
        more=probe.arguments(place / "back-probe", SCRIPT),
    )
    guest = boots(setup)
    guest.screen.wait(say("tui.operator.title"), seconds=PATIENCE)
    _shell(guest, keep, made.words)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    steps.begin(guest)
    told = probe.said(guest, 300, "probe: killed")
    guest.screen.wait(say("tui.step", step=3), "écriture", seconds=60)
    keep(guest, "back")
    steps.erased(guest)
    told = dict(line.split("=", 1) for line in probe.said(guest, 60).splitlines() if "=" in line)
    assert told["was"] == told["is"], "the worker is another one, or gone"
    assert (told["restarts"], told["flag"]) == ("1", "1")
    steps.finish(guest)
    steps.power_off(guest)
    proven(guest, place, "back", made, inside)


def test_a_killed_worker_is_told_of_and_goes_on_by_a_key(boots, keep, place):
    """It cannot say anything itself; systemd saw it end."""
    made = identity.make(place / "killed" / "data", allow_virtual=True)
    inside = drives.tokens(place / "killed.img", SIZE)
    stick = preparing.with_data(place, "killed-stick", made)
    medium = partitions.of(place / "killed-stick.img")["coordi-live"].uuid.lower()
    guest = boots(
        Setup(
            medium="direct",
            append=f"{shipped.line()} coordi.medium=PARTUUID={medium}",
            stick=stick,
            drives=(Inner(inside.path, "ahci", "AHCI0DEAD", slow=SLOW),),
            more=probe.arguments(place / "killed-probe", KILLING),
        )
    )
    guest.screen.wait(say("tui.operator.title"), seconds=PATIENCE)
    steps.sign_in(guest)
    steps.to_confirm(guest)
    begun = steps.begin(guest)
    assert say("tui.works.title-cut-off") not in begun, "an erasure that begins is shown as cut off"
    said = [say("tui.works.title-cut-off"), "systemd, signal killed KILL", say("tui.works.resume")]
    guest.screen.wait(*said, seconds=120)
    keep(guest, "killed")
    guest.press("f5")
    steps.erased(guest)
    steps.finish(guest)
    steps.power_off(guest)
    proven(guest, place, "killed", made, inside)


def _shell(guest: Guest, keep, words: str) -> None:
    shell.asked_for(guest)
    guest.answer(" ".join(words.split()[::-1]))
    seen = guest.screen.wait(say("words-wrong").partition(".")[0], seconds=60)  # the rest is broken
    assert say("supervisor.shell") not in seen
    keep(guest, "wrong-words")
    shell.opened(guest, words)
    told = shell.told(guest, "id -u; tty")
    keep(guest, "shell")
    assert told.split() == ["0", "/dev/tty1"]
    shell.left(guest)
