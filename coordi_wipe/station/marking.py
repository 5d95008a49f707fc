"""Whether erased drives are to carry a fingerprint: a setting of the workshop, yes where nothing is said."""

import tomllib
from pathlib import Path

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError


class Marking(Base, frozen=True):
    """The `[fingerprint]` table of a settings file."""

    write: bool = True


class _Settings(msgspec.Struct):
    """The table that concerns this file; others have their own."""

    fingerprint: Marking = Marking()


def is_wanted(path: Path) -> bool:
    """What this TOML settings file says. Raises UsageError("settings-unreadable" | "settings-wrong")."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return decoding.table(data, _Settings).fingerprint.write
    except FileNotFoundError:
        return True
    except OSError as error:
        raise UsageError("settings-unreadable", path=str(path), why=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError("settings-wrong", path=str(path), why=str(error)) from error
