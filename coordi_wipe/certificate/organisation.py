"""Who issues certificates: the names, logo and addresses that the workshop sets once."""

import tomllib
from pathlib import Path

import msgspec

from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError


class Organisation(Base, frozen=True):
    """The issuer as settings give it. Every field may be empty; `logo` is a path to a PNG.

    `title` empty: « Attestation d'effacement ». `verification_host` empty: no address is printed.
    """

    name: str = ""
    address: str = ""
    title: str = ""
    logo: str = ""
    place: str = ""
    verification_host: str = ""


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
        organisation = msgspec.convert(data, _Settings).organisation
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
