"""Sticks with a data partition of their own before their first boot: a key, settings, what `identity` makes.

Made with other tools than the product's own: what the stick's service does with them is judged in the guest.
"""

import subprocess
from pathlib import Path

from image import drives, partitions, shipped
from image.identity import Made
from image.machine import STICK_SIZE, fresh_stick


def with_data(folder: Path, name: str, made: Made) -> Path:
    """A stick that holds this, as qcow2 over a plain file beside it."""
    whole = folder / f"{name}.img"
    subprocess.run(["cp", "--sparse=always", shipped.stick(), whole], check=True)
    with whole.open("r+b") as file:
        file.truncate(STICK_SIZE)
    start = STICK_SIZE // 2 // partitions.SECTOR
    line = f"start={start},size=1GiB,type=linux,name={partitions.DATA}\n"
    argv = ["sfdisk", "-q", "--append", whole]
    subprocess.run(argv, input=line, text=True, check=True, capture_output=True)
    part = partitions.of(whole)[partitions.DATA]
    with drives.loop(whole, part.start, part.size) as node:
        argv = ["mkfs.ext4", "-q", "-L", "coordi-data", "-d", made.folder, node]
        subprocess.run(argv, check=True, capture_output=True)
    return fresh_stick(folder / f"{name}.qcow2", of=whole)
