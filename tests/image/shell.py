"""A supervisor's shell in a guest, by keys alone: from any screen, with the words of the stick's key."""

import time

from image.machine import Guest

from coordi_wipe.messages.sentences import say


def asked_for(guest: Guest) -> None:
    """F2 and S: the sheet asks for the words."""
    guest.press("f2")
    guest.screen.wait(_sheet(), seconds=60)
    time.sleep(1)  # the stick is looked at
    guest.press("s")
    guest.screen.wait(say("supervisor.prove"), seconds=30)


def opened(guest: Guest, words: str) -> None:
    """These words, and the shell's own first line."""
    guest.answer(words)
    guest.screen.wait(say("supervisor.shell"), seconds=90)


def told(guest: Guest, command: str) -> str:
    """What a command answers, in one line on an empty screen."""
    guest.answer(f'clear; echo "=:"$({command})":="')
    end = time.monotonic() + 60
    while len(parts := guest.screen.wait("=:", seconds=30).replace('"=:"', "").split("=:")) < 2:
        assert time.monotonic() < end, parts
        time.sleep(0.5)
    return parts[-1].partition(":=")[0]


def left(guest: Guest) -> None:
    """`exit`, and the sheet is closed."""
    guest.answer("exit")
    guest.screen.wait(_sheet(), seconds=60, gone=[say("supervisor.shell")])
    closed(guest)


def closed(guest: Guest) -> None:
    """Escape, and nothing right after it: with another key it would be one (Alt)."""
    guest.press("escape")
    guest.screen.wait(say("tui.keys"), seconds=30, gone=[_sheet()])


def _sheet() -> str:
    """What stands at its head alone: its name is also a key's."""
    return f"{say('supervisor.title')} –"
