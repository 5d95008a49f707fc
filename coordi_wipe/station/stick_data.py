"""A live stick's data partition at the supervisor's desk: where its home is, and the settings that it needs.

Layout (docs/stick.md): `home/` is its COORDI_WIPE_HOME, `config/` its XDG_CONFIG_HOME.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Literal

from coordi_wipe.certificate import organisation
from coordi_wipe.ledger import durable
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import MissingError
from coordi_wipe.station import locations
from coordi_wipe.sync import settings

HOME, SETTINGS = "home", Path("config") / "coordi-wipe" / "settings.toml"
_COPIED = ("organisation", "inventory", "fingerprint")  # what every stick of a workshop has in common
_FILES = {("organisation", "logo"): "logo", ("inventory", "ca"): "inventory-ca"}  # are copied beside it

Copied = Literal["copied", "same", "kept", "none"]


class Place(Base, frozen=True):
    """Where a stick's things go. `settings`: its own settings file; None where it has none, because it is no
    data partition but the home of this PC."""

    home: Path
    settings: Path | None = None


class _Settings(Base, frozen=True):
    """A settings file to be written: its tables, and the files beside it by name."""

    tables: dict[str, dict[str, str | int | bool]]
    files: dict[str, bytes]


def place(folder: Path) -> Place:
    """What this folder is: a data partition (its mount point, or the home in it), else a home as it is."""
    if _is_partition(folder):
        return Place(folder / HOME, folder / SETTINGS)
    if folder.name == HOME and _is_partition(folder.parent):
        return Place(folder, folder.parent / SETTINGS)
    return Place(folder)


def _is_partition(folder: Path) -> bool:
    """Whether it looks as the image makes it: a home in it, or a new ext4 file system. Never a whole system,
    which has a home too, nor a home itself."""
    names = (HOME, "lost+found", "usr", "authority", "jobs")
    there = {name for name in names if os.path.isdir(folder / name)}  # noqa: PTH112 - may not be looked into
    return bool(there & {HOME, "lost+found"}) and not there & {"usr", "authority", "jobs"}


def check_writable(where: Place, words: str) -> None:
    """Finds out before anything is typed whether the stick can be written: the image's files are root's.

    `words`: what was asked of `authority stick`. Raises MissingError("stick-not-writable").
    """
    path = where.home
    while not os.path.exists(path):
        path = path.parent
    if not os.access(path, os.W_OK | os.X_OK):
        config = locations.settings().parent.parent
        places = f"COORDI_WIPE_HOME={locations.home()} XDG_CONFIG_HOME={config}"
        command = f"sudo env {places} coordi-wipe authority stick {words}"
        raise MissingError("stick-not-writable", path=str(path), command=command)


def copy_settings(source: Path, target: Path) -> Copied:
    """Gives a stick this PC's organisation and inventory, with the files that they name.

    "kept": other ones are there, and stay. "none": this PC has none to give. Raises UsageError for settings
    that are wrong here, OSError.
    """
    given = _given(source)
    if not given.tables:
        return "none"
    if target.exists():
        return "same" if _holds(target, given) else "kept"
    durable.make_folder(target.parent)
    for name, data in given.files.items():
        durable.write(target.parent / name, data, mode=0o644)
    durable.write(target, _toml(given.tables).encode(), mode=0o644)
    return "copied"


def _given(source: Path) -> _Settings:
    settings.load(source)  # what is wrong is said here, at the desk, and not on fifty PCs
    organisation.load(source)
    try:
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _Settings({}, {})
    given = {name: dict(tables[name]) for name in _COPIED if tables.get(name)}
    files = {}
    for (table, key), name in _FILES.items():
        path = given.get(table, {}).get(key, "")
        if path:
            given[table][key] = name + Path(path).suffix
            files[name + Path(path).suffix] = (source.parent / path).read_bytes()
    return _Settings(given, files)


def _holds(target: Path, given: _Settings) -> bool:
    """Whether the stick's settings say the same already."""
    try:
        there = tomllib.loads(target.read_text(encoding="utf-8"))
        files = all((target.parent / name).read_bytes() == data for name, data in given.files.items())
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return files and {name: there.get(name) for name in given.tables} == given.tables


def _toml(tables: dict[str, dict[str, str | int | bool]]) -> str:
    """These tables as TOML 1.0: a basic string is written as JSON writes it, but for DEL."""
    lines = []
    for name, table in tables.items():
        lines.append(f"[{name}]")
        values = {key: json.dumps(value, ensure_ascii=False) for key, value in table.items()}
        lines += [f"{key} = {value}".replace("\x7f", "\\u007F") for key, value in values.items()]
    return "\n".join(lines) + "\n"
