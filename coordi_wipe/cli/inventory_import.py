"""Says what became of each certificate that was carried to the inventory. Imported once it is open."""

from pathlib import Path

from coordi_wipe.cli import output
from coordi_wipe.inventory.certificates import carried
from coordi_wipe.messages.sentences import say, sentence


def take(file: Path, answers: Path) -> int:
    """Takes a ZIP and writes the file of answers; 0 when each certificate is registered, else 1."""
    given = []
    try:
        for one in carried.take(file):
            given.append(one)
            _say(one)
    finally:  # what was registered before something broke is answered too
        if given:
            carried.write(answers.absolute(), tuple(given))
    return 0 if all(one.proof for one in given) else 1


def _say(one: carried.Given) -> None:
    if one.proof:
        output.line(
            say("cli.inventory.again" if one.again else "cli.inventory.registered", number=one.number)
        )
        return
    output.line(say("cli.inventory.refused", digest=one.digest[:16]))
    for reason in one.reasons:
        output.line(f"    {sentence(reason)}")
