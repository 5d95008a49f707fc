"""A PC described in short lines, which answers the Host's questions as Debian trixie's kernel and tools would.

Everything is written afresh: serials, WWNs and UUIDs are invented (uuid5 of where they stand).
"""

import errno
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coordi_wipe.hardware.process import Finished

MIB = 1 << 20
GB = 10**9

TOOLS = {
    "blkid": "util-linux 2.41",
    "hdparm": "hdparm 9.65",
    "nvme": "nvme-cli 2.13",
    "smartctl": "smartctl 7.4",
    "udev": "udev 257",
}
"""What prints what, in the versions of Debian trixie."""

EFI = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
MSR = "e3c9e316-0b5c-4db8-817d-f92df00215ae"
DATA = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
RECOVERY = "de94bba4-06d1-4d40-a16a-bfd50179d6ac"
LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4"
SWAP = "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f"
BIOS = "21686148-6449-6e6f-744e-656564454649"


@dataclass(frozen=True)
class Part:
    """A partition: MiB (0: the rest), type, file system, label, GPT name."""

    mib: int
    type: str = LINUX
    fs: str = ""
    label: str = ""
    name: str = ""


@dataclass
class Pc:
    """A machine under construction, and the Host that answers for it."""

    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, list[str]] = field(default_factory=dict)
    devices: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    printed: dict[tuple[str, ...], tuple[int, str | bytes]] = field(default_factory=dict)
    known: dict[str, dict[str, object]] = field(default_factory=dict)
    mounts: list[str] = field(default_factory=list)
    swaps: list[str] = field(default_factory=list)

    # --- describing -----------------------------------------------------------------------------------

    def dmi(self, **words: str) -> None:
        """/sys/class/dmi/id."""
        self.files |= {f"/sys/class/dmi/id/{name}": f"{value}\n" for name, value in words.items()}

    def runs(self, *argv: str, out: str | bytes = "", code: int = 0) -> None:
        """What a command prints."""
        self.printed[argv] = (code, out)

    def board(
        self, cpu: str, cores: int, threads: int, memory: int, virtual: str = "", cmdline: str = ""
    ) -> None:
        """Processor, memory in bytes, kernel command line; mounts that every live system has."""
        self.known["cpu"] = {"brand_raw": cpu, "cores": cores, "threads": threads}
        self.known["memory"] = {"total": memory, "available": memory * 3 // 4}
        self.known["boot"] = {"id": invented("boot", cpu), "virtual": virtual}
        self.files["/proc/cmdline"] = f"BOOT_IMAGE=/live/vmlinuz boot=live components {cmdline}\n"
        self.mounts += [
            "22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw",
            "23 28 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw",
            "28 1 0:27 / / rw,noatime shared:1 - overlay overlay rw,lowerdir=/run/live/rootfs/filesystem.squashfs/",
        ]

    def supply(self, name: str, kind: str, **values: str) -> None:
        """A power supply or battery, as its uevent says."""
        self.devices.setdefault("power_supply", []).append(
            {
                "DEVPATH": f"/devices/LNXSYSTM:00/power_supply/{name}",
                "SUBSYSTEM": "power_supply",
                "POWER_SUPPLY_NAME": name,
                "POWER_SUPPLY_TYPE": kind,
            }
            | {f"POWER_SUPPLY_{key}": value for key, value in values.items()}
        )

    def mount(self, number: str, point: str, kind: str, source: str) -> None:
        """A mounted file system."""
        self.mounts.append(
            f"{40 + len(self.mounts)} 28 {number} / {point} rw,relatime shared:9 - {kind} {source} rw"
        )

    def block(
        self,
        name: str,
        path: str,
        size: int,
        number: str,
        *,
        logical: int = 512,
        physical: int = 0,
        removable: bool = False,
        read_only: bool = False,
        rotational: bool = False,
        zoned: str = "none",
        holders: Sequence[str] = (),
        slaves: Sequence[str] = (),
        parts: Sequence[Part] = (),
        **properties: str,
    ) -> None:
        """A disk with its partitions: sysfs and udev."""
        own = f"/sys/class/block/{name}"
        sequence = str(len(self.devices.get("block", ())) + 1)
        self._sysfs(name, size, holders, read_only=read_only)
        self.folders[f"{own}/slaves"] = list(slaves)
        self.files |= {
            f"{own}/removable": f"{int(removable)}\n",
            f"{own}/queue/logical_block_size": f"{logical}\n",
            f"{own}/queue/physical_block_size": f"{physical or logical}\n",
            f"{own}/queue/rotational": f"{int(rotational)}\n",
            f"{own}/queue/zoned": f"{zoned}\n",
        }
        if parts:
            gpt = not parts[0].type.startswith("0x")
            properties |= {"ID_PART_TABLE_TYPE": "gpt" if gpt else "dos"}
            properties |= {"ID_PART_TABLE_UUID": invented(name, "table")[: None if gpt else 8]}
        shared = {key: value for key, value in properties.items() if not key.startswith("ID_FS_")}
        self._udev(name, f"{path}/{name}", number, DEVTYPE="disk", DISKSEQ=sequence, **properties)
        self._partitions(name, f"{path}/{name}", size, number, parts, {**shared, "DISKSEQ": sequence})

    def holds(self, name: str, *holders: str) -> None:
        """Devices built on this one."""
        self.folders[f"/sys/class/block/{name}/holders"] = list(holders)

    def _partitions(
        self, disk: str, path: str, size: int, number: str, parts: Sequence[Part], shared: Mapping[str, str]
    ) -> None:
        start, (major, minor) = MIB, map(int, number.split(":"))
        for index, part in enumerate(parts, 1):
            name = f"{disk}p{index}" if disk[-1].isdigit() else f"{disk}{index}"
            length = part.mib * MIB or size - start - MIB
            self._sysfs(name, length, (), read_only=False)
            found = {"ID_FS_TYPE": part.fs, "ID_FS_LABEL_ENC": encoded(part.label)} if part.fs else {}
            found |= {"ID_FS_LABEL": part.label.replace(" ", "_")} if part.fs and part.label else {}
            found |= {"ID_FS_UUID": invented(name, "fs")} if part.fs else {}
            found |= {"ID_PART_ENTRY_NAME": encoded(part.name)} if part.name else {}
            links = shared.get("DEVLINKS", "").split()
            self._udev(
                name,
                f"{path}/{name}",
                f"{major}:{minor + index}",
                **{
                    **shared,
                    "DEVTYPE": "partition",
                    "PARTN": str(index),
                    "ID_PART_ENTRY_NUMBER": str(index),
                    "ID_PART_ENTRY_TYPE": part.type,
                    "ID_PART_ENTRY_UUID": invented(name, "part"),
                    "ID_PART_ENTRY_OFFSET": str(start // 512),
                    "ID_PART_ENTRY_SIZE": str(length // 512),
                    "ID_PART_ENTRY_DISK": number,
                    "DEVLINKS": " ".join(f"{link}-part{index}" for link in links),
                    **{key: value for key, value in found.items() if value},
                },
            )
            start += length

    def _sysfs(self, name: str, size: int, holders: Sequence[str], *, read_only: bool) -> None:
        own = f"/sys/class/block/{name}"
        self.files |= {f"{own}/size": f"{size // 512}\n", f"{own}/ro": f"{int(read_only)}\n"}
        self.folders[f"{own}/holders"] = list(holders)

    def _udev(self, name: str, path: str, number: str, **properties: str) -> None:
        major, minor = number.split(":")
        self.devices.setdefault("block", []).append(
            {
                "DEVPATH": path,
                "DEVNAME": f"/dev/{name}",
                "MAJOR": major,
                "MINOR": minor,
                "SUBSYSTEM": "block",
                "USEC_INITIALIZED": str(3_000_000 + 1_000 * len(name)),
                **{key: value for key, value in properties.items() if value},
            }
        )

    # --- answering ------------------------------------------------------------------------------------

    def run(self, argv: Sequence[str], *, timeout: float) -> Finished:
        del timeout
        if tuple(argv) not in self.printed:
            raise _absent(argv[0])
        code, out = self.printed[tuple(argv)]
        return Finished(code, out.encode() if isinstance(out, str) else out, b"", 0.02)

    def read(self, path: str) -> bytes:
        special = {
            "/proc/self/mountinfo": "".join(f"{line}\n" for line in self.mounts),
            "/proc/1/mountinfo": "".join(f"{line}\n" for line in self.mounts),
            "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
            + "".join(f"{node:<40}partition\t8388604\t\t0\t\t-2\n" for node in self.swaps),
        }
        words = special.get(path) or self.files.get(path)
        if words is None:
            raise _absent(path)
        return words.encode()

    def peek(self, identity: object, offset: int, length: int) -> bytes:
        """What lies on an invented drive, nobody knows."""
        del identity, offset, length
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def list(self, path: str) -> Sequence[str]:
        below = {
            name[len(path) + 1 :].split("/")[0]
            for name in (*self.files, *self.folders)
            if name.startswith(path + "/")
        }
        if not below and path not in self.folders:
            raise _absent(path)
        return sorted(below | set(self.folders.get(path, ())))

    def udev(self, subsystem: str) -> Sequence[Mapping[str, str]]:
        return self.devices.get(subsystem, [])

    def facts(self, about: str) -> Mapping[str, object]:
        if about not in self.known:
            raise _absent(about)
        return self.known[about]


def _absent(what: str) -> OSError:
    return OSError(errno.ENOENT, os.strerror(errno.ENOENT), what)


def invented(*place: str) -> str:
    """A UUID that belongs to this place and to nothing real."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "coordi-wipe/" + "/".join(place)))


def encoded(text: str) -> str:
    r"""Text as udev writes it: odd bytes as \xNN."""
    return "".join(
        c if c.isalnum() or c in "#+-.:=@_/" else "".join(f"\\x{b:02x}" for b in c.encode()) for c in text
    )
