"""The outbox: certificates on their way to the inventory, a file each, and what came back.

`DIGEST.pdf`, and beside it `DIGEST.receipt` (the log's proof: registered), `DIGEST.refused` (reasons: a
person has to look), `DIGEST.tried` (what the last try came to), `DIGEST.before` (an earlier receipt).
DIGEST is the SHA-256 of the evidence. All is derived from these files: a crash at any moment costs one try.
"""

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec

from coordi_wipe.certificate import log
from coordi_wipe.certificate.log import LogKey
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import DamagedError, RefusedError

FOLDER = "outbox"
"""Its name in the home."""

MOST_PDF = 10 << 20  # bytes; an inventory takes no more (answer 413)
_MOST_PAPER = 1 << 16  # bytes of a receipt or of reasons
_DIGEST = re.compile(r"[0-9a-f]{64}")

State = Literal["waiting", "registered", "refused", "absent"]


class Tried(Base, frozen=True):
    """Tries that came to nothing: how many, when the last was (seconds, as this PC's clock says), how many
    seconds to leave the inventory alone after it, and why."""

    count: int
    at: float
    wait: float
    reason: Reason


class Outbox:
    """The outbox in this folder, which is made with the first certificate; its home must exist.

    Methods that write raise OSError. A digest that is none raises DamagedError("digest-wrong").
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, pdf: bytes, digest: str) -> None:
        """Keeps a certificate for the inventory, durable on return; again changes nothing.

        Other bytes than before were made anew: what was said of those before is not about them.
        """
        path = self._path(digest, "pdf")
        self._make()
        before = _read(path, MOST_PDF)
        if before != pdf:
            if before is not None:
                self._forget(digest)
            durable.write(path, pdf)
        else:
            durable.sync_folder(self.folder)

    def state(self, digest: str) -> State:
        """What has become of this certificate, as the files say."""
        if self._path(digest, "receipt").exists():
            return "registered"
        if self._path(digest, "refused").exists():
            return "refused"
        return "waiting" if self._path(digest, "pdf").exists() else "absent"

    def digests(self) -> tuple[str, ...]:
        """Every certificate that was ever put here, oldest first."""
        try:
            found = [path for path in self.folder.iterdir() if path.suffix == ".pdf"]
        except FileNotFoundError:
            return ()
        found = [path for path in found if _DIGEST.fullmatch(path.stem)]
        return tuple(path.stem for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path)))

    def waiting(self) -> tuple[str, ...]:
        """Those neither registered nor refused, oldest first."""
        return tuple(digest for digest in self.digests() if self.state(digest) == "waiting")

    def pdf(self, digest: str) -> bytes:
        """The certificate. Raises DamagedError when it is away, cannot be read or is too big."""
        data = _read(self._path(digest, "pdf"), MOST_PDF)
        if data is None:
            raise DamagedError("outbox-damaged", digest=digest)
        return data

    def receipt(self, digest: str) -> str:
        """The receipt's text, empty where there is none. Believe it only after `certificate.log.check`."""
        return (_read(self._path(digest, "receipt"), _MOST_PAPER) or b"").decode(errors="replace")

    def holds(self, digest: str, key: LogKey) -> bool:
        """Whether the receipt that is there proves the registration in the log of this key."""
        try:
            log.check(self.receipt(digest), bytes.fromhex(digest), key)
        except InvalidError:
            return False
        return True

    def register(self, digest: str, proof: str, key: LogKey) -> None:
        """Keeps a receipt, after it was checked: there is no other way to become registered.

        Raises InvalidError("log-proof") for what proves nothing: the certificate goes on waiting.
        """
        path = self._path(digest, "receipt")
        data = proof.encode(errors="replace")
        if len(data) > _MOST_PAPER:
            raise InvalidError("log-proof", why="size")
        log.check(proof, bytes.fromhex(digest), key)
        before = _read(path, _MOST_PAPER)
        if before is not None and before != data:  # of another inventory, or spoilt: it may be wanted
            durable.write(self._path(digest, "before"), before)
        durable.write(path, data)
        self._forget(digest)

    def refuse(self, digest: str, reasons: Sequence[Reason]) -> None:
        """The inventory will not have it, for these reasons."""
        durable.write(self._path(digest, "refused"), msgspec.json.encode(list(reasons)))

    def reasons(self, digest: str) -> tuple[Reason, ...]:
        """Why it was refused; empty where it was not."""
        data = _read(self._path(digest, "refused"), _MOST_PAPER)
        if data is None:
            return ()
        try:
            return decoding.json(data, tuple[Reason, ...])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return (Reason("sync-refused"),)

    def again(self, digest: str) -> None:
        """A person wants a refused one sent once more."""
        self._forget(digest)
        durable.sync_folder(self.folder)

    def tried(self, digest: str) -> Tried | None:
        """What earlier tries came to; None: there were none, or nobody can tell."""
        data = _read(self._path(digest, "tried"), _MOST_PAPER)
        try:
            return decoding.json(data, Tried) if data is not None else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def try_later(self, digest: str, tried: Tried) -> None:
        """Remembers a try beyond this process; losing it is no loss."""
        with suppress(OSError):
            durable.write(self._path(digest, "tried"), msgspec.json.encode(tried))

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Held by the one face that sends. Raises RefusedError("sync-under-way") for a second one."""
        if not self.folder.parent.exists():
            yield  # there is no home yet, and nothing to send
            return
        self._make()
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RefusedError("sync-under-way") from error
            yield
        finally:
            os.close(descriptor)

    def _make(self) -> None:
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, exist_ok=True)  # and nothing above it: a stick may have gone
            durable.sync_folder(self.folder.parent)

    def _forget(self, digest: str) -> None:
        for kind in ("refused", "tried"):
            self._path(digest, kind).unlink(missing_ok=True)

    def _path(self, digest: str, kind: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise DamagedError("digest-wrong", digest=digest[:80])
        return self.folder / f"{digest}.{kind}"


def _read(path: Path, most: int) -> bytes | None:
    """A file's bytes; None when it is away, unreadable or holds more than `most`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError:
        return None
    return data if len(data) <= most else None
