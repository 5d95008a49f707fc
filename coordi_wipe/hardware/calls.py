"""A recorded machine as a file: one line for each question to the Host, with what it answered."""

import base64
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from coordi_wipe.model import decoding

FILE = "calls.jsonl"


class Call(Struct, frozen=True, omit_defaults=True):
    """A question and its answer. `error`: the errno raised instead. `tool`: its printer's version."""

    call: str
    args: tuple[str, ...] = ()
    answer: Any = None
    error: int = 0
    tool: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two questions the same."""
        return (self.call, *self.args)


def packed(raw: bytes) -> str | dict[str, str]:
    """Bytes as JSON can hold them: text where they are text."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}


def unpacked(value: Any) -> bytes:
    """The bytes that `packed` packed."""
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else str(value).encode()


def load(folder: Path) -> list[Call]:
    """The calls of a recorded machine. Raises OSError, or msgspec.DecodeError for a damaged line."""
    lines = (folder / FILE).read_bytes().splitlines()
    return [decoding.json(line, Call) for line in lines]


def save(folder: Path, calls: list[Call]) -> None:
    """Writes the calls of a machine into a folder, made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.Encoder().encode_lines(calls))
