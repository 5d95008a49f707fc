"""Who a guest's stick is: the two folders of its data partition, made here in a moment and then copied in.

    made = identity.make(tmp / "data", allow_virtual=True, served=served)   # home/ and config/
    identity.put(made, partition)   # or: mke2fs -d made.folder

`made.root` is what verifies its certificates; `made.pem` a file of it.
"""

import datetime
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.station import custody

ROOT = root_key.root(bytes(range(32)), "Co'Ordi – racine d'essai")
WORDS = "réaliser défrayer magenta saluer peuple"
_CHEAP = Cost(8, 1, 1)  # guesses cost nothing here


@dataclass(frozen=True)
class Served:
    """An inventory as a stick's settings name it. `ca`: PEM file of its TLS authority; `folder`: its data."""

    address: str
    log: str
    ca: Path
    folder: Path
    port: int


@dataclass(frozen=True)
class Made:
    """`folder`: what a data partition holds; `words`: of the stick's key; `pem`: the root, for `--trust`."""

    folder: Path
    root: x509.Certificate
    pem: Path
    words: str = WORDS


def make(
    folder: Path,
    *,
    key: bool = True,
    allow_virtual: bool = False,
    opened: bool = True,
    served: Served | None = None,
    name: str = "Clé 07",
) -> Made:
    """A data partition's content. `key`: without one the stick rehearses; `opened`: for a week, else its
    words are asked."""
    home = folder / "home"
    home.mkdir(parents=True)
    if key:
        stick_key.put(home / custody.KEYS, ROOT, name, WORDS, virtual=allow_virtual, cost=_CHEAP)
        if opened:
            until = datetime.date.today() + datetime.timedelta(days=7)
            custody.unlock(home, folder.parent / "no-run", WORDS, until.isoformat())
    config = folder / "config" / "coordi-wipe"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(_settings(served), encoding="utf-8")
    if served is not None:
        (config / "inventory-ca.pem").write_bytes(served.ca.read_bytes())
    pem = folder.parent / "root.pem"
    pem.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    return Made(folder, ROOT.certificate, pem)


def _settings(served: Served | None) -> str:
    text = '[organisation]\nname = "Co\'Ordi"\nplace = "Guéret"\n'
    if served is None:
        return text
    return f'{text}[inventory]\naddress = "{served.address}"\nlog = "{served.log}"\nca = "inventory-ca.pem"\n'


def put(made: Made, image: Path, offset: int = 0) -> None:
    """Copies it into the ext4 file system that begins at this byte of a plain (raw) file, over what is there.

    By debugfs(8), which must not be told to make a folder that is there: it would lose one.
    """
    system = f"{image}?offset={offset}" if offset else str(image)
    there = _debugfs(system, "".join(f"stat {path}\n" for path in _folders(made.folder)), write=False)
    inodes = [part.splitlines()[0] for part in there.split("debugfs: stat ")[1:] if "Type: directory" in part]
    _debugfs(system, "".join(f"{line}\n" for line in _orders(made.folder, frozenset(inodes))), write=True)


def _folders(folder: Path) -> list[str]:
    return [f"/{path.relative_to(folder)}" for path in sorted(folder.rglob("*")) if path.is_dir()]


def _orders(folder: Path, there: frozenset[str]) -> Iterator[str]:
    yield from (f"mkdir {path}" for path in _folders(folder) if path not in there)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            target = f"/{path.relative_to(folder)}"
            yield f"rm {target}"
            yield f"write {path} {target}"
            yield f"set_inode_field {target} mode 0100{path.stat().st_mode & 0o777:o}"


def _debugfs(system: str, orders: str, *, write: bool) -> str:
    tool = shutil.which("debugfs") or "/usr/sbin/debugfs"
    argv = [tool, *(["-w"] if write else []), "-f", "-", system]
    return subprocess.run(argv, input=orders, text=True, check=True, capture_output=True).stdout
