"""The image that is tested: its files, and what lies inside the ISO, taken out once for a session."""

import functools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from image import console_font

_DAY = 24 * 3600  # seconds
ROOT = Path(__file__).resolve().parents[2]
MAY_BE = ("COORDI_WIPE_IMAGE", "build/image/out", "out/image")
"""An environment variable that names the folder; else the first of these folders that is there."""


def folder() -> Path | None:
    """Where the image lies; None where none was built."""
    places = (
        [Path(os.environ[MAY_BE[0]])] if MAY_BE[0] in os.environ else [ROOT / name for name in MAY_BE[1:]]
    )
    return next((place for place in places if (place / "coordi-wipe.img").exists()), None)


def stick() -> Path:
    """The image of a stick, as a person would write it."""
    return _folder() / "coordi-wipe.img"


def iso() -> Path:
    return _folder() / "coordi-wipe.iso"


def _folder() -> Path:
    place = folder()
    if place is None:
        raise FileNotFoundError("no image: make image")
    return place


@functools.cache
def work() -> Path:
    """A folder on a disk for a session's guests: a stick does not fit into memory beside its guest.
    /var/tmp is never a tmpfs (file-hierarchy(7))."""
    return Path(os.environ.get("COORDI_WIPE_GUESTS", "/var/tmp"))


@functools.cache
def inside() -> Path:
    """vmlinuz, initrd.img and filesystem.squashfs of the ISO, kept until it is another one."""
    image = iso()
    found = image.stat()
    place = work() / f"coordi-wipe-inside-{found.st_size}-{found.st_mtime_ns}"
    if not place.exists():
        for old in work().glob("coordi-wipe-inside-*"):
            if time.time() - old.stat().st_mtime > _DAY:  # of a younger one, another run may be reading
                shutil.rmtree(old)
        part = Path(tempfile.mkdtemp(prefix="coordi-wipe-part-", dir=work()))
        said = ["xorriso", "-osirrox", "on", "-indev", str(image), "-extract", "/live", str(part / "live")]
        subprocess.run(said, check=True, capture_output=True)
        with suppress(OSError):  # ENOTEMPTY: another run was faster
            (part / "live").rename(place)
        shutil.rmtree(part)
    return place


@functools.cache
def unpacked(*paths: str) -> Path:
    """A folder with these paths of the root file system."""
    place = inside() / f"root-{'-'.join(path.strip('/').replace('/', '.') for path in paths)}"
    if not place.exists():
        part = Path(tempfile.mkdtemp(prefix="coordi-wipe-part-", dir=work())) / "root"
        argv = ["unsquashfs", "-q", "-n", "-d", str(part), str(inside() / "filesystem.squashfs"), *paths]
        subprocess.run(argv, check=True, capture_output=True)
        with suppress(OSError):  # ENOTEMPTY: another run was faster
            part.rename(place)
        shutil.rmtree(part.parent)
    return place


@functools.cache
def fonts() -> Sequence[console_font.Glyphs]:
    """The console fonts that the image ships, the small one first; then, as Debian draws it, the one that
    the kernel and a graphics card have of their own: the initramfs speaks in it."""
    place = unpacked("usr/share/consolefonts") / "usr/share/consolefonts"
    ours = [console_font.read(place / f"coordi-wipe-{size}.psf.gz") for size in ("8x16", "16x32")]
    return (*ours, *(console_font.read_old(path) for path in place.glob("Uni2-VGA16.psf.gz")))


def line() -> str:
    """The kernel's line as the menu writes it, without the word that closes the door to probes."""
    words = (ROOT / "live-build/kernel-line").read_text().split()
    return " ".join(word for word in words if word != "systemd.import_credentials=no")
