"""The drives of the demonstration: one that is well, one that fails, one that must not be touched."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec.structs import replace

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.errors import MissingError
from coordi_wipe.rehearsal.character import named
from coordi_wipe.rehearsal.disposable import DisposableDrive, disposable
from coordi_wipe.rehearsal.removal import scratch

SIZE = 256 << 20  # bytes of the healthy drive; the others hold a quarter


@contextmanager
def demo_set(
    host: Host, parent: Path | None = None, *, size: int = SIZE
) -> Iterator[tuple[DisposableDrive, ...]]:
    """Three drives in a fresh folder (in `parent`, or wherever there is room), gone with the context.

    Loop devices where there are any, else files. Raises OSError when there is no room.
    """
    with scratch(host, 2 * size, parent) as folder, ExitStack() as stack:
        yield (
            stack.enter_context(disposable(host, folder, "healthy", size)),
            _failing(stack, host, folder, size // 4),
            stack.enter_context(disposable(host, folder, "held", size // 4, character=named("held"))),
        )


def _failing(stack: ExitStack, host: Host, folder: Path, size: int) -> DisposableDrive:
    """A drive with an unwritable stretch; without FUSE, a file that the kernel lets nobody write to its end.

    There the limit is laid on the process that wipes (RLIMIT_FSIZE, `prefix`): its writes behind the
    middle of the file fail with EFBIG, which is as real as an error of a drive.
    """
    character = named("unwritable-stretch")
    try:
        return stack.enter_context(disposable(host, folder, "unwritable-stretch", size, character=character))
    except MissingError:
        drive = stack.enter_context(disposable(host, folder, "unwritable-end", size, kind="file"))
        limit = ("prlimit", f"--fsize={size // 2}:{size // 2}")
        return replace(drive, expected=character.expected, prefix=limit)
