"""What can be broken on purpose, to see that tests of the image fail: COORDI_WIPE_GUEST_FAULT names one.

`drives-lose-writes`: what a guest writes to an inner drive never reaches the file behind it.
`stock-live-boot`:    guests start with live-boot's own search for the medium, and without the write guard.
`sticks-are-torn`:    a stick's table is read back with its first copy overwritten.
"""

import gzip
import os
import subprocess
from pathlib import Path

from image import shipped

NAME = "COORDI_WIPE_GUEST_FAULT"
_OURS = ("usr/lib/live/boot/9995-own-medium", "usr/lib/udev/rules.d/59-coordi-wipe-guard.rules")
_TABLE = slice(512, 34 * 512)  # bytes: the header of a GPT and its entries


def on(name: str) -> bool:
    """Whether this fault is switched on."""
    return os.environ.get(NAME) == name


def stock_initrd(folder: Path) -> Path:
    """The shipped initramfs with our two files emptied: of two archives in a row, the kernel keeps what the
    second says (Documentation/driver-api/early-userspace/buffer-format.rst)."""
    tree = folder / "stock"
    for name in _OURS:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    listing = "\n".join(_OURS).encode()  # files alone: a folder named here could take the place of a link
    argv = ["cpio", "--quiet", "--create", "--format=newc"]
    archive = subprocess.run(argv, cwd=tree, check=True, input=listing, capture_output=True).stdout
    packed = folder / "stock-initrd.img"
    packed.write_bytes((shipped.inside() / "initrd.img").read_bytes() + gzip.compress(archive))
    return packed


def torn(stick: Path) -> None:
    """Where the fault is on, spoils this plain file."""
    if on("sticks-are-torn"):
        with stick.open("r+b") as file:
            file.seek(_TABLE.start)
            file.write(bytes(_TABLE.stop - _TABLE.start))
