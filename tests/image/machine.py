"""A guest: a PC made of QEMU's devices that boots the shipped image, is typed at, looked at and cut off.

    with Guest(Setup(firmware="uefi", drives=(Inner(...),)), tmp) as guest:
        guest.screen.wait("Qui travaille", seconds=240)

Whatever happens inside, the process ends with the block; where the test run itself is killed, the kernel
ends it (setpriv --pdeathsig).
"""

import functools
import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from image import faults, firmware, keyboard, shipped, turn
from image.firmware import Firmware
from image.qmp import Qmp
from image.screen import Screen

Medium = Literal["stick", "stick-fixed", "cd", "iso-on-stick", "direct"]
Bus = Literal["nvme", "ahci", "usb", "virtio"]

STICK_SIZE = 3 << 30  # bytes: the image, and 2 GiB and more for what it keeps
HOST = "10.0.2.2"  # how this machine is called by a guest's user network


@dataclass(frozen=True)
class Inner:
    """A drive inside the PC (or beside it, on USB): the file that holds its bytes, and its serial number."""

    path: Path
    bus: Bus = "ahci"
    serial: str = "INNER0001"
    format: Literal["raw", "qcow2"] = "raw"
    slow: int = 0  # bytes a second that it takes; 0: as fast as it can

    def arguments(self, number: int) -> Sequence[str]:
        """QEMU's; a number for each drive of a guest, from 0."""
        name = f"inner{number}"
        common = f"drive={name},serial={self.serial},id={name}-device"
        device = {
            "nvme": f"nvme,{common}",
            "ahci": f"ide-hd,bus=ahci.{number},{common}",
            "usb": f"usb-storage,bus=xhci.0,{common}",
            "virtio": f"virtio-blk-pci,{common}",
        }[self.bus]
        pace = f",throttling.bps-write={self.slow}" if self.slow else ""
        lost = ",snapshot=on" if faults.on("drives-lose-writes") else ""
        drive = f"if=none,id={name},format={self.format},file={self.path}{pace}{lost}"
        return ("-drive", drive, "-device", device)


@dataclass(frozen=True)
class Setup:
    """A PC and what is plugged into it. `memory` in MiB. `sticks`: files of more sticks than the first.
    `append`: words for the kernel, for direct boots. `network`: "user" reaches this machine as HOST."""

    firmware: Firmware = "bios"
    medium: Medium = "stick"
    memory: int = 2048
    drives: tuple[Inner, ...] = ()
    network: Literal["user", "none"] = "none"
    sticks: tuple[Path, ...] = ()
    append: str = ""
    initrd: Path | None = None
    more: tuple[str, ...] = ()
    stick: Path | None = None  # a file of an earlier boot; else a fresh one
    model: str = ""  # what the firmware calls the PC
    alone: bool = False  # its time is measured: no other guest of this machine runs beside it


def fresh_stick(path: Path, size: int = STICK_SIZE, *, of: Path | None = None) -> Path:
    """A stick as an image writer leaves it: the image, and room behind it. A file that holds differences."""
    _image("create", "-q", "-f", "qcow2", "-F", "raw", "-b", of or shipped.stick(), path, size)
    return path


def raw(path: Path, to: Path) -> Path:
    """A stick's bytes in a plain file with holes."""
    _image("convert", "-O", "raw", path, to)
    faults.torn(to)
    return to


def _image(*words: object) -> None:
    subprocess.run(["qemu-img", *map(str, words)], check=True, capture_output=True, text=True)


class Guest:
    """A running PC. `serial` and `probe` are files that hold what it wrote to its first and second line."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.setup, self.folder = setup, folder
        self.serial, self.probe, self.errors = folder / "ttyS0", folder / "ttyS1", folder / "errors"
        self.stick = setup.stick or folder / "stick.qcow2"
        if not self.stick.exists():
            of = shipped.iso() if setup.medium == "iso-on-stick" else None
            fresh_stick(self.stick, of=of)
        self.started = 0.0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(turn.taken(alone=self.setup.alone))
            self.start()
            self._turn = stack.pop_all()
        return self

    def __exit__(self, *_) -> None:
        with self._turn:
            self.cut()

    def start(self, *more: str) -> None:
        """Power on. Again after `cut`, it is the same PC with the same drives."""
        channel = self.folder / "qmp"
        channel.unlink(missing_ok=True)
        argv = [*("setpriv", "--pdeathsig", "KILL"), *self._argv(channel), *more]
        (self.folder / "argv").write_text(shlex.join(argv))
        self.started = time.monotonic()
        with self.errors.open("wb") as errors:
            self._process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, process_group=0
            )
        try:
            self.qmp = Qmp(channel)
        except OSError as error:
            self.cut()
            raise RuntimeError(f"QEMU did not start: {self.errors.read_text()}") from error
        self.screen = Screen(self._picture, shipped.fonts())

    def cut(self) -> None:
        """The power goes: SIGKILL. What QEMU had handed to this machine's kernel is on the drives."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with suppress(AttributeError):
            self.qmp.close()

    def running(self) -> bool:
        return self._process.poll() is None

    def off(self, seconds: float = 60.0) -> bool:
        """Whether it switches itself off, or restarts (which ends QEMU too), within this time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def seconds(self) -> float:
        """Since power on."""
        return time.monotonic() - self.started

    def _argv(self, channel: Path) -> Sequence[str]:
        setup = self.setup
        network = (
            ("-netdev", "user,id=net", "-device", "e1000e,netdev=net") if setup.network == "user" else ()
        )
        model = ("-smbios", f"type=1,manufacturer=Essai,product={setup.model}") if setup.model else ()
        return (
            "qemu-system-x86_64",
            *acceleration(),
            *firmware.arguments(setup.firmware, self.folder),
            *("-smp", "2", "-m", str(setup.memory), "-nodefaults", "-no-reboot", "-display", "none"),
            *("-vga", "std", "-rtc", "base=utc"),
            *(
                "-chardev",
                f"socket,id=line0,path={self.folder}/line0,server=on,wait=off,logfile={self.serial}",
            ),
            *("-serial", "chardev:line0", "-serial", f"file:{self.probe}"),
            *("-qmp", f"unix:{channel},server=on,wait=off"),
            *("-device", "qemu-xhci,id=xhci,p2=8,p3=8", "-device", "ich9-ahci,id=ahci"),
            *self._medium(),
            *(word for number, drive in enumerate(setup.drives) for word in drive.arguments(number)),
            *(
                word
                for number, path in enumerate(setup.sticks)
                for word in _stick(path, f"stick{number + 2}")
            ),
            *network,
            *model,
            *setup.more,
        )

    def _medium(self) -> Sequence[str]:
        if faults.on("stock-live-boot") and self.setup.medium.startswith("stick"):
            kernel = ("-kernel", str(shipped.inside() / "vmlinuz"), "-append", shipped.line())
            initrd = ("-initrd", str(faults.stock_initrd(self.folder)))
            return (*kernel, *initrd, *_stick(self.stick, "stick"))
        match self.setup.medium:
            case "cd":
                drive = f"if=none,id=cd,media=cdrom,format=raw,readonly=on,file={shipped.iso()}"
                return ("-drive", drive, "-device", "ide-cd,bus=ide.1,drive=cd,bootindex=0")
            case "direct":
                initrd = self.setup.initrd or shipped.inside() / "initrd.img"
                kernel = ("-kernel", str(shipped.inside() / "vmlinuz"), "-initrd", str(initrd))
                return (*kernel, "-append", self.setup.append, *_stick(self.stick, "stick", boot=False))
            case medium:
                return _stick(self.stick, "stick", removable=medium != "stick-fixed", boot=True)

    def _picture(self) -> bytes:
        path = self.folder / "screen.ppm"
        self.qmp("screendump", filename=str(path))
        return path.read_bytes()

    # --- what a person does

    def type(self, text: str, layout: dict[str, keyboard.Keys] | None = None) -> None:
        """A person, or a scanner: letter by letter, on a French keyboard unless another layout is given."""
        for keys in keyboard.keys_for(text, layout):
            self._strike(keys)

    def press(self, name: str) -> None:
        """One key by its name: `enter`, `f5`, `ctrl+alt+delete`."""
        self._strike(keyboard.key(name))

    def scan(self, text: str) -> None:
        """A scanner set to US, as most come, and its Enter."""
        self.type(text, keyboard.US)
        self.press("enter")

    def answer(self, text: str) -> None:
        """A person types this and Enter."""
        self.type(text)
        self.press("enter")

    def _strike(self, keys: keyboard.Keys) -> None:
        for down, order in ((True, keys), (False, keys[::-1])):
            for name in order:
                code = {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}
                self.qmp("input-send-event", events=[code])
                time.sleep(0.02)  # a PS/2 keyboard holds sixteen codes, and this guest is slow
        time.sleep(0.03)

    def send(self, text: str) -> None:
        """Somebody at a terminal on the first serial line types this."""
        with socket.socket(socket.AF_UNIX) as terminal:
            terminal.connect(f"{self.folder}/line0")
            for letter in text:
                terminal.sendall(letter.encode())
                time.sleep(0.1)  # a serial line holds sixteen bytes, and this guest is slow

    def pull(self, seconds: float = 20.0) -> None:
        """The stick is pulled out."""
        self.qmp("device_del", id="stick-device")
        self.qmp.until("DEVICE_DELETED", seconds, device="stick-device")

    def plug(self, path: Path | None = None, name: str = "again") -> None:
        """The same stick comes back, or another one."""
        driver = {"driver": "qcow2", "file": {"driver": "file", "filename": str(path or self.stick)}}
        self.qmp("blockdev-add", **{"node-name": name, **driver})
        self.qmp(
            "device_add", driver="usb-storage", bus="xhci.0", drive=name, id="stick-device", removable=True
        )

    def save(self, name: str) -> None:
        """The whole PC as it stands; only where every drive is a qcow2 file, and the firmware a BIOS."""
        said = self.qmp.monitor(f"savevm {name}")
        if said.strip():
            raise RuntimeError(said)

    def load(self, name: str) -> None:
        """Back to a saved moment."""
        said = self.qmp.monitor(f"loadvm {name}")
        if said.strip():
            raise RuntimeError(said)


def _stick(path: Path, name: str, *, removable: bool = True, boot: bool = False) -> Sequence[str]:
    drive = f"if=none,id={name},format=qcow2,file={path}"
    device = f"usb-storage,bus=xhci.0,drive={name},id={name}-device,removable={'on' if removable else 'off'}"
    return ("-drive", drive, "-device", f"{device},bootindex=0" if boot else device)


@functools.cache
def acceleration() -> Sequence[str]:
    """KVM where a kernel gets through its own start under it, else QEMU's translator.

    /dev/kvm is there on machines where no guest starts: one is started, without a root, and has to end.
    """
    kernel = shipped.inside() / "vmlinuz"
    argv = ["qemu-system-x86_64", "-accel", "kvm", "-cpu", "host", "-nodefaults", "-display", "none"]
    argv += ["-no-reboot", "-m", "512", "-kernel", str(kernel), "-append", "panic=-1 quiet"]
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        with suppress(subprocess.TimeoutExpired, subprocess.CalledProcessError):
            subprocess.run(argv, check=True, capture_output=True, timeout=15)
            return ("-accel", "kvm", "-cpu", "host")
    return ("-accel", "tcg,thread=multi", "-cpu", "max")
