"""A drive's character: how it misbehaves, and the end that a wipe of it must come to. Data, in TOML."""

from pathlib import Path

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import MissingError, UsageError
from coordi_wipe.model.evidence import Status

HEALTHY = "healthy"

_FOLDER = Path(__file__).resolve().parent / "characters"
_STEP = 4096  # bytes: faults begin and end where a sector of any size does

Share = tuple[float, float]
"""A stretch of a drive: where it begins and ends, as shares of its size from 0 to 1."""

Range = tuple[int, int]
"""The same in bytes, [start, end)."""


class Character(Base, frozen=True):
    """What is wrong with a drive. All faults may be laid over one another."""

    expected: tuple[Status, ...]  # how a wipe of it may honestly end
    unwritable: tuple[Share, ...] = ()  # writes that touch it fail: EIO
    unreadable: tuple[Share, ...] = ()  # reads that touch it fail: EIO
    forgetful: tuple[Share, ...] = ()  # writes are acknowledged and dropped
    stale: tuple[Share, ...] = ()  # reads give what was there first
    error_seconds: float = 0.0  # how long the drive tries before it gives an error
    rate: int | None = None  # bytes a second, reading and writing
    vanishes_after: float | None = None  # share of the size that is written before it is gone: ENODEV
    capacity: float | None = None  # share of the size that is really there: ENOSPC behind it
    held: bool = False  # somebody is using it

    @property
    def plain(self) -> bool:
        """Whether the bytes of such a drive obey, so that nothing has to stand in front of them."""
        return self == Character(self.expected, held=self.held)


def names() -> tuple[str, ...]:
    """The characters that there are."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def named(name: str) -> Character:
    """The character of this name. Raises MissingError when there is none."""
    if name not in names():
        raise MissingError("character-missing", name=name)
    return load(_FOLDER / f"{name}.toml")


def load(path: Path) -> Character:
    """A character from a TOML file, or the JSON that `save` wrote.

    Raises MissingError without the file, UsageError when it is wrong.
    """
    decode = decoding.json if path.suffix == ".json" else decoding.toml
    try:
        character = decode(path.read_bytes(), Character)
    except OSError as error:
        raise MissingError("character-missing", name=str(path)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError("character-wrong", path=str(path), error=str(error)) from error
    stretches = (*character.unwritable, *character.unreadable, *character.forgetful, *character.stale)
    if not all(0 <= start < end <= 1 for start, end in stretches):
        raise UsageError("character-stretch-wrong", path=str(path))
    return character


def save(character: Character, path: Path) -> None:
    """Writes a character so that another process can load it (JSON: Python does not write TOML)."""
    path.write_bytes(msgspec.json.encode(character))


def ranges(stretches: tuple[Share, ...], size: int) -> tuple[Range, ...]:
    """The stretches of a drive of this size in bytes, one step long at least."""
    return tuple((start, end) for share in stretches for start, end in [_range(share, size)])


def _range(share: Share, size: int) -> Range:
    start = round(share[0] * size) // _STEP * _STEP
    return start, size if share[1] == 1 else max(round(share[1] * size) // _STEP * _STEP, start + _STEP)
