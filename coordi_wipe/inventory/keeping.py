"""Backup and restore: all of a data folder in one ZIP, as it was at one moment."""

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

from coordi_wipe.inventory import folder
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError

KEYS = ("log-registered.key", "log-rehearsal.key")
_FILES = (folder.DATABASE, folder.SECRET, *KEYS)
_MOST_ROOT = 1 << 20  # bytes


def backup(data: Path, target: Path) -> int:
    """Writes a backup while the inventory goes on working; how many certificates it holds.

    It holds the log's keys: whoever reads it can sign for this inventory. Mode 0600.
    Raises MissingError("inventory-none"), RefusedError("inventory-backup-exists"), OSError.
    """
    if not (data / folder.DATABASE).exists():
        raise MissingError("inventory-none", path=str(data))
    if target.exists():
        raise RefusedError("inventory-backup-exists", path=str(target))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        copy, packed = Path(work, folder.DATABASE), Path(work, "backup.zip")
        _copy(data / folder.DATABASE, copy)
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(copy, folder.DATABASE)
            for name in (folder.SECRET, *KEYS):
                archive.write(data / name, name)
            for root in sorted((data / folder.ROOTS).glob("*.pem")):
                archive.write(root, f"{folder.ROOTS}/{root.name}")
            if folder.address(data):
                archive.write(data / folder.ADDRESS, folder.ADDRESS)
        packed.chmod(0o600)
        _sync(packed)
        packed.rename(target)
        durable.sync_folder(target.parent)
        return _whole(copy, target)


def restore(source: Path, data: Path) -> int:
    """Puts a backup into a folder that is not there, or empty; how many certificates it holds.

    Checked before anything is in its place. Raises RefusedError("inventory-not-empty"),
    DamagedError("inventory-backup-damaged"), OSError.
    """
    if data.exists() and any(data.iterdir()):
        raise RefusedError("inventory-not-empty", path=str(data))
    durable.make_folder(data.parent)
    work = Path(tempfile.mkdtemp(dir=data.parent, prefix=".restore-"))
    try:
        _unpack(source, work)
        count = _whole(work / folder.DATABASE, source)
        for path in (*work.rglob("*"), work):
            _sync(path)
        work.rename(data)  # takes the place of an empty folder too
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    durable.sync_folder(data.parent)
    return count


def _copy(source: Path, target: Path) -> None:
    """One moment of a database that others write, by SQLite's own means."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def _unpack(source: Path, work: Path) -> None:
    """The known names of a backup, and no other. Raises DamagedError("inventory-backup-damaged")."""
    try:
        with zipfile.ZipFile(source) as archive:
            (work / folder.ROOTS).mkdir(mode=0o700)
            there = archive.namelist()
            for name in (*_FILES, *(name for name in (folder.ADDRESS,) if name in there)):
                with archive.open(name) as packed, (work / name).open("xb") as file:
                    (work / name).chmod(0o600)
                    shutil.copyfileobj(packed, file)
            for name in there:
                room, _, root = name.partition("/")
                if room == folder.ROOTS and root.endswith(".pem") and "/" not in root:
                    with archive.open(name) as packed:
                        (work / folder.ROOTS / root).write_bytes(packed.read(_MOST_ROOT))
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise DamagedError("inventory-backup-damaged", path=str(source)) from error


def _whole(database: Path, source: Path) -> int:
    """How many certificates a database holds. Raises DamagedError when it is not sound, or no inventory."""
    try:
        with closing(sqlite3.connect(database)) as opened:
            (sound,) = opened.execute("PRAGMA integrity_check").fetchone()
            (count,) = opened.execute("SELECT count(*) FROM certificates_certificate").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedError("inventory-backup-damaged", path=str(source)) from error
    if sound != "ok":
        raise DamagedError("inventory-backup-damaged", path=str(source))
    return int(count)


def _sync(path: Path) -> None:
    """Makes a file's bytes durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
