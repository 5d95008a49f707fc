"""What the kernel knows of an open block device, asked of the descriptor itself; and its read-only flag.

Numbers: linux/fs.h. A descriptor open for reading is enough, also to set the flag.
"""

import fcntl
import struct

_BLKROSET = 0x125D
_BLKROGET = 0x125E
_BLKSSZGET = 0x1268
_BLKPBSZGET = 0x127B
_BLKGETSIZE64 = 0x80081272
_BLKGETDISKSEQ = 0x80081280


def size(descriptor: int) -> int:
    """In bytes. This and all below: raises OSError."""
    return _ask(descriptor, _BLKGETSIZE64, "Q")


def logical(descriptor: int) -> int:
    """A logical sector, in bytes."""
    return _ask(descriptor, _BLKSSZGET, "i")


def physical(descriptor: int) -> int:
    """A physical sector, in bytes."""
    return _ask(descriptor, _BLKPBSZGET, "I")


def diskseq(descriptor: int) -> int:
    """The number of this attachment of this drive, which no other one ever has; 0 before Linux 5.15."""
    try:
        return _ask(descriptor, _BLKGETDISKSEQ, "Q")
    except OSError:
        return 0


def read_only(descriptor: int) -> bool:
    """Whether the kernel lets nobody write: by its own flag, or because the drive says that it cannot."""
    return _ask(descriptor, _BLKROGET, "i") != 0


def set_read_only(descriptor: int, *, flag: bool) -> None:
    """Sets or lifts the kernel's own flag; what the drive says stays. Raises PermissionError without the
    right (CAP_SYS_ADMIN)."""
    fcntl.ioctl(descriptor, _BLKROSET, struct.pack("i", flag))


def _ask(descriptor: int, request: int, kind: str) -> int:
    answer = fcntl.ioctl(descriptor, request, bytes(struct.calcsize(kind)))
    return int(struct.unpack(kind, answer)[0])
