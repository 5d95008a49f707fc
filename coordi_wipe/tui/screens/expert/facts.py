"""Facts in words, and the last of them from a file that grows: never more than its end is read."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import decoding
from coordi_wipe.model.facts import AnyFact, Began, Ended, Marked, Noted, Planted, Ran, Read, Saw, Wrote

END = 64 << 10
"""Bytes of the end of facts.jsonl that are read: some 400 lines."""

MOST = 200  # lines that are shown
_OUTPUT = 60  # characters of what a command printed


def tail(folder: JobFolder) -> tuple[AnyFact, ...]:
    """The newest facts of a job, newest last, of the longer of its two files (one begins the other)."""
    path = max((folder.live / "facts.jsonl", folder.durable / "facts.jsonl"), key=_size)
    try:
        with path.open("rb") as file:
            start = max(os.fstat(file.fileno()).st_size - END, 0)
            file.seek(start)
            data = file.read(END)
    except OSError:
        return ()
    whole = data[data.find(b"\n") + 1 if start else 0 : data.rfind(b"\n") + 1]
    facts = (_decoded(line) for line in whole.splitlines()[-MOST:])
    return tuple(fact for fact in facts if fact is not None)


def _decoded(line: bytes) -> AnyFact | None:
    try:
        fact: AnyFact = decoding.json(line, AnyFact)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return fact


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def lines(facts: Sequence[AnyFact]) -> list[str]:
    """A line for each fact: its time (UTC), and what happened."""
    return [f"{fact.at[11:19]}  {words(fact)}" for fact in facts]


def words(fact: AnyFact) -> str:
    """What happened, in a sentence."""
    match fact:
        case Began(number=number, offset=offset):
            return say("fact.began", number=number + 1, offset=offset)
        case Wrote(number=number, start=start, upto=upto, skipped=skipped):
            code = "fact.wrote-skipping" if skipped else "fact.wrote"
            return say(code, number=number + 1, start=start, upto=upto, skipped=len(skipped))
        case Read(read=read, mismatches=wrong, unreadable=unreadable, kind=kind):
            return say(f"fact.read-{kind}", read=read, mismatches=wrong, unreadable=len(unreadable))
        case Noted(reason=reason, kind=kind):
            return say(f"fact.noted-{kind}", what=sentence(reason))
        case Ended(how=how, reason=reason):
            return " ".join(
                (say(f"fact.ended-{how}"), sentence(reason) if reason is not None else "")
            ).rstrip()
        case _:
            return _of_firmware(fact)


def _of_firmware(fact: Ran | Saw | Planted | Marked) -> str:
    match fact:
        case Ran(argv=argv, code=code, output=output):
            return say(
                "fact.ran", command=" ".join(argv), exit=code, output=" ".join(output.split())[:_OUTPUT]
            )
        case Saw(state=state, status=status):
            return say("fact.saw", state=state, status=status)
        case Planted(count=count):
            return say("fact.planted", count=count)
        case Marked(offset=offset, length=length):
            return say("fact.marked", offset=offset, length=length)
