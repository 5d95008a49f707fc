"""Who issues certificates: the names, logo and addresses that the workshop sets once."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError

_Line = Annotated[str, msgspec.Meta(max_length=120)]
_Title = Annotated[str, msgspec.Meta(max_length=60)]
_Lines = Annotated[str, msgspec.Meta(max_length=300)]
_Host = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9]([A-Za-z0-9.-]{0,58}[A-Za-z0-9])?)?$")]


class Organisation(Base, frozen=True):
    """The issuer as settings give it. Every field may be empty; `logo` is a path to a picture.

    `title` empty: « Attestation d'effacement ». `verification_host` empty: no address is printed.
    """

    name: _Line = ""
    address: _Lines = ""
    title: _Title = ""
    logo: str = ""
    place: _Line = ""
    verification_host: _Host = ""


class _Settings(msgspec.Struct):
    """The table of a settings file that concerns this room; other rooms have their own tables."""

    organisation: Organisation = Organisation()


def load(path: Path) -> Organisation:
    """The `[organisation]` table of a TOML settings file; an empty organisation where there is none.

    Relative logos are beside the file. Raises UsageError("settings-unreadable" | "settings-wrong" |
    "logo-missing").
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        organisation = decoding.table(data, _Settings).organisation
    except FileNotFoundError:
        return Organisation()
    except OSError as error:
        raise UsageError("settings-unreadable", path=str(path), why=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError("settings-wrong", path=str(path), why=str(error)) from error
    if not organisation.logo:
        return organisation
    logo = path.parent / organisation.logo
    if not logo.is_file():
        raise UsageError("logo-missing", path=str(logo))
    return msgspec.structs.replace(organisation, logo=str(logo))
