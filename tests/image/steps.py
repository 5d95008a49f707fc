"""What a trainee does at a guest, step by step, and what the screen says then."""

import time

from image.conftest import PATIENCE
from image.machine import Guest

from coordi_wipe.messages.sentences import say

TAG = "C23-0412"
_MENU_X, _MENU_Y, _LINE, _WHITE = 600, 75, 16, 128  # GRUB's menu: a column right of its words, its first line
READ = 2.5  # seconds that a person reads what is asked; the screens take no answer that comes sooner


def first_screen(guest: Guest) -> str:
    """Power on to the question who works."""
    return guest.screen.wait(say("tui.operator.title"), say("tui.operator.sentence"), seconds=PATIENCE)


def sign_in(guest: Guest) -> str:
    """The operator's code, on the French keyboard: `a` lies where a US one has `q`."""
    guest.answer("ab")
    return guest.screen.wait(say("tui.scan.sentence"), seconds=90)


def to_confirm(guest: Guest, tag: str = TAG) -> str:
    """The PC's tag, scanned; the screen that says what will be erased."""
    guest.scan(tag)
    return guest.screen.wait(say("tui.confirm.title"), seconds=120)


def begin(guest: Guest, *answers: str) -> str:
    """What confirms it: the tag once more, or the end of each drive's number. The work has begun."""
    for answer in answers or (TAG,):
        time.sleep(READ)
        if answer.startswith("C"):
            guest.scan(answer)
        else:
            guest.answer(answer)
    return guest.screen.wait(say("tui.step", step=3), seconds=120)


def erased(guest: Guest, result: str = "good", seconds: float = 600) -> str:
    """The green result, with its papers; or another that is expected. A red one ends the waiting.

    Its words alone may stand over other drives that still work: the step and the last key are its own.
    """
    return guest.screen.wait(
        say(f"tui.result.{result}.title"),
        say("tui.step", step=4),
        f"E {say('tui.does.power-off')}",
        seconds=seconds,
        gone=[say("tui.works.papers")],
        never=[say("tui.result.bad.title")],
    )


def finish(guest: Guest) -> str:
    """Enter: the PC is done."""
    time.sleep(READ)
    guest.press("enter")
    return guest.screen.wait(say("tui.following.live"), seconds=90)


def to_the_end(guest: Guest) -> None:
    """E, where there is no field: off, or started again? The next key answers."""
    time.sleep(READ)
    guest.press("e")
    guest.screen.wait(say("tui.end.title"), seconds=60)
    time.sleep(READ)


def power_off(guest: Guest) -> None:
    """The power button, and the PC is off; what was written is on the stick. The first screen is there before
    whoever hears the button: it is pressed again."""
    for _ in range(6):
        guest.qmp("system_powerdown")
        if guest.off(30):
            return
    raise AssertionError("the power button is not heard")


def menu(guest: Guest, line: int) -> None:
    """Waits for GRUB's menu (its own picture of 640 × 480, on a BIOS) and goes to this line, from 0."""
    end = time.monotonic() + PATIENCE
    while (at := highlighted(guest)) != line:
        assert time.monotonic() < end, f"the menu stands at line {at}"
        if at is not None:
            guest.press("down")
        time.sleep(0.2)


def highlighted(guest: Guest) -> int | None:
    """Which line of the menu is white; None while there is no menu."""
    guest.screen.look()
    seen = guest.screen.last
    if (seen.width, seen.height) != (640, 480):
        return None
    column = [seen.pixels[(y * seen.width + _MENU_X) * 3] > _WHITE for y in range(seen.height)]
    bars = [y for y in range(seen.height - _LINE) if all(column[y : y + _LINE - 2]) and not column[y - 1]]
    return (bars[0] - _MENU_Y + _LINE // 2) // _LINE if bars else None
