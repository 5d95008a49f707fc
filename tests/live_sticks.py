"""Sticks of our layout behind loop devices, as any image writer leaves them; made and judged by other tools
than the product's own: sfdisk, mkfs.ext4, debugfs. udev's database is written here, for there is no udev."""

import fcntl
import functools
import json
import os
import random
import struct
import subprocess
from contextlib import ExitStack
from pathlib import Path

from plugins.drives import loop_over

from coordi_wipe.hardware.stick import mounting, opening
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.model.place import Place

MIB = 1 << 20
SIZE = 64 * MIB
IMAGE = 6 * MIB
SYSTEM = 5 * MIB  # where partition 4 ends, in bytes
FACTORY = "c00bd11e-0000-4c1e-8a00-0000000000{:02x}"
LIVE = "c00bd11e-0001-4c1e-8a00-000000000001"
_SHUTDOWN, _AT_ONCE = 0x8004587D, 2  # linux/fs.h: EXT4_IOC_SHUTDOWN, as when the device is gone
DUMMY = b"\x80" + bytes(7) + bytes(4) + b"\1\0\0\0"  # the protective MBR's second entry, active
TABLE = f"""label: gpt
label-id: {FACTORY.format(10)}
first-lba: 34
start=34,size=2014,type=21686148-6449-6E6F-744E-656564454649,name=coordi-bios,uuid={FACTORY.format(1)}
start=1MiB,size=1MiB,type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B,name=coordi-esp,uuid={FACTORY.format(2)}
start=2MiB,size=2MiB,type={LIVE},name=coordi-live,uuid={FACTORY.format(3)},attrs="GUID:60,63"
start=4MiB,size=1MiB,type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7,name=COORDI-EXPORT,uuid={FACTORY.format(4)}
"""


@functools.cache
def image() -> bytes:
    """A release: noise in each partition, the table of live-build/assemble.py."""
    path = Path(os.environ["COORDI_WIPE_HOME"]).parent / "image"
    noise = random.Random(1)
    with path.open("wb") as file:
        file.write(noise.randbytes(440))
        file.truncate(IMAGE)
        for start, end in ((34 * 512, MIB), (MIB, SYSTEM)):
            file.seek(start)
            file.write(noise.randbytes(end - start))
    sfdisk(path, TABLE)
    with path.open("r+b") as file:
        file.seek(462)
        file.write(DUMMY)
    return path.read_bytes()


def sfdisk(path: Path, script: str, *more: str) -> None:
    """Writes a table."""
    argv = ["sfdisk", "-q", "--no-reread", "--no-tell-kernel", *more, str(path)]
    subprocess.run(argv, input=script, text=True, check=True, capture_output=True)


def table(path: Path, *, whole: bool = True) -> dict:
    """The table, as sfdisk reads it. `whole`: it must not find fault with it."""
    argv = ["sfdisk", "--json", str(path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert not whole or done.stderr == "", done.stderr
    return json.loads(done.stdout)["partitiontable"]


def parts(path: Path) -> dict[str, dict]:
    """Partitions by their names."""
    return {part["name"]: part for part in table(path)["partitions"]}


def files(path: Path, point: str, name: str = "coordi-data") -> set[str]:
    """Names in a folder of the data partition, read past the kernel; its file system has no fault."""
    start = parts(path)[name]["start"] * 512
    argv = ["debugfs", "-R", f"ls -p {point}", f"{path}?offset={start}"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return {line.split("/")[5] for line in done.stdout.splitlines() if line} - {".", ".."}


class Machine:
    """A PC that starts from a stick: its kernel's line, udev's database, mount point, run folder."""

    def __init__(self, folder: Path, partuuid: str = FACTORY.format(3)) -> None:
        self.paths = Paths(
            run=folder / "run", point=folder / "data", line=folder / "cmdline", udev=folder / "udev"
        )
        self.paths.udev.mkdir(parents=True)
        self.paths.line.write_text(f"quiet coordi.medium=PARTUUID={partuuid} ro\n")
        self._plugged = ExitStack()

    @property
    def told(self) -> dict:
        """place.json."""
        return json.loads((self.paths.run / "place.json").read_text())

    def plug(self, backing: Path, *, bus: str = "usb", locked: bool = False) -> "Plugged":
        """The stick under a node that it has only this time, its partitions known to the kernel. `locked`: it
        refuses to be written, and nothing can change that."""
        node = self._plugged.enter_context(loop_over(backing, read_only=locked))
        self._plugged.callback(subprocess.run, ["partx", "-d", node], capture_output=True, check=False)
        plugged = Plugged(self, backing, node, bus)
        plugged.seen()
        return plugged

    def line_names(self, backing: Path) -> None:
        """GRUB starts this stick: it tells its number as it now is."""
        found = {part["name"]: part for part in table(backing, whole=False)["partitions"]}
        partuuid = found["coordi-live"]["uuid"].lower()
        self.paths.line.write_text(f"quiet coordi.medium=PARTUUID={partuuid} ro\n")

    def off(self) -> None:
        """The power goes: nothing is mounted, nothing plugged, nothing kept in memory."""
        while mounting._there(self.paths.point):
            subprocess.run(["umount", "--lazy", self.paths.point], check=True)
        self._plugged.close()
        for path in (*self.paths.udev.iterdir(), *self.paths.run.glob("*")):
            path.unlink()


class Plugged:
    """A stick in a machine."""

    def __init__(self, machine: Machine, backing: Path, node: str, bus: str) -> None:
        self.machine, self.backing, self.node, self.bus = machine, backing, node, bus

    def seen(self) -> None:
        """udev looks at it: the kernel knows its partitions, the database what is in them."""
        subprocess.run(["partx", "-a", self.node], capture_output=True, check=False)  # some are known
        self._write(self.node, {"DEVTYPE": "disk", "ID_BUS": self.bus})
        for part in table(self.backing, whole=False)["partitions"]:
            number = part["node"].removeprefix(str(self.backing))
            node = f"{self.node}p{number}"
            about = {"NUMBER": number, "UUID": part["uuid"].lower(), "TYPE": part["type"].lower()}
            entry = {f"ID_PART_ENTRY_{key}": value for key, value in about.items()}
            if number == "5":
                uuid = self._output("blkid", "-p", "-o", "value", "-s", "UUID", node)
                entry["ID_FS_UUID"] = uuid
            self._write(node, {**entry, "ID_PART_ENTRY_NAME": part["name"]})

    def pulled(self) -> None:
        """Every request to its mounted file system fails from now on, and udev has forgotten it."""
        if mounting.mounted(self.machine.paths.point):
            descriptor = os.open(self.machine.paths.point, os.O_RDONLY)
            fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _AT_ONCE))
            os.close(descriptor)
        for path in self._entries():
            path.unlink(missing_ok=True)

    def _entries(self) -> list[Path]:
        name = self.node.removeprefix("/dev/")
        numbers = [path.read_text().strip() for path in Path("/sys/block", name).glob("**/dev")]
        return [self.machine.paths.udev / f"b{number}" for number in numbers]

    def _write(self, node: str, properties: dict[str, str]) -> None:
        found = os.stat(node).st_rdev
        path = self.machine.paths.udev / f"b{os.major(found)}:{os.minor(found)}"
        path.write_text("".join(f"E:{key}={value}\n" for key, value in properties.items()))

    @staticmethod
    def _output(*argv: str) -> str:
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()


def written(path: Path, size: int = SIZE) -> Path:
    """By any image writer, onto a larger stick that was not empty."""
    made = image()
    with path.open("wb") as file:
        file.write(made)
        file.write(os.urandom(MIB))
        file.truncate(size)
    return path


def boot(machine: Machine, *backings: Path) -> tuple[Place, list[Plugged]]:
    """Starts the PC with these sticks plugged; the place that it found, and the sticks."""
    machine.off()
    plugged = [machine.plug(backing) for backing in backings]
    place = opening.boot(machine.paths, 0)
    assert machine.told["state"] == place.state
    for one in plugged:
        one.seen()
    return place, plugged
