"""A folder of simulated drives for real tools on this machine: the other end of shim.c."""

import atexit
import errno
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError
from drives.listening import Listener
from drives.media import Media
from drives.nvme import Command, Controller
from drives.scsi import Unit

_QUESTION = struct.Struct("<4I96s")
_ANSWER = struct.Struct("<i3IQ256s")
_SCSI, _NVME, _MMC, _BLOCK = 1, 2, 3, 4
_SIZE64, _SECTOR, _PHYSICAL, _NVME_ID = 0x80081272, 0x1268, 0x127B, 0x4E40
_REREAD, _FLUSH, _READ_ONLY, _VERSION, _SIZE, _GEOMETRY = 0x125F, 0x1261, 0x125E, 0x2282, 0x1260, 0x0301


class Asked(NamedTuple):
    """One question of a tool: which kind, its number, its head, what it sends, how much it wants."""

    kind: int
    command: int
    head: bytes
    data: bytes
    want: int


class Told(NamedTuple):
    """The answer: an errno or 0, a status, sense data or a card's response, a number, data."""

    error: int = 0
    status: int = 0
    sensed: bytes = b""
    result: int = 0
    data: bytes = b""


_GLANCE = 0.02  # seconds between two looks at a tool

Device = Callable[[Asked], Told]


class Laboratory:
    """Drives under `folder`/dev, and what a tool's environment must hold to see them. A context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("dev", "sock", "sys"):
            (folder / name).mkdir(parents=True)
        self._listening: list[Listener] = []
        self._library = _built()
        self.hung = threading.Event()
        self.ends = ExitStack()  # what is let go with it: the files of its drives

    def __enter__(self) -> "Laboratory":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._listening:
            one.close()
        self.ends.close()

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables for a tool that is to see these drives."""
        return {**os.environ, "LC_ALL": "C", "LD_PRELOAD": str(self._library), "COORDI_LAB": str(self.folder)}

    def run(self, *argv: str, timeout: float = 60) -> subprocess.CompletedProcess[bytes]:
        """Runs a real tool that sees these drives. Raises TimeoutExpired, at once where the drive hangs."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        environment = {**self.environment, "PATH": path}
        self.hung.clear()
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        with subprocess.Popen(argv, env=environment, **pipes) as tool:
            watch = threading.Thread(target=self._give_up, args=(tool, timeout), daemon=True)
            watch.start()
            out, err = tool.communicate()
        if tool.returncode == -signal.SIGKILL:
            raise subprocess.TimeoutExpired(argv, timeout)
        return subprocess.CompletedProcess(argv, tool.returncode, out, err)

    def _give_up(self, tool: subprocess.Popen[bytes], timeout: float) -> None:
        """Kills a tool whose drive does not answer: nobody waits hours here."""
        until = time.monotonic() + timeout
        while tool.poll() is None:
            if self.hung.wait(_GLANCE) or time.monotonic() > until:
                tool.kill()
                return

    def scsi(self, name: str, unit: Unit, number: int = 0) -> None:
        """Shows a unit as /dev/NAME."""
        self._serve(name, f"b 8 {number * 16}", lambda asked: _scsi(unit, asked))

    def nvme(self, name: str, controller: Controller) -> None:
        """Shows a controller as /dev/NAME and its namespaces as /dev/NAMEn1…"""
        self._serve(name, "c 240 0", lambda asked: _nvme(controller, None, asked))
        for number in range(1, len(controller.medium) + 1):
            self._serve(f"{name}n{number}", f"b 259 {number}", _namespace(controller, number))

    def card(self, name: str, card: Device) -> None:
        """Shows an eMMC or SD card as /dev/NAME."""
        self._serve(name, "b 179 0", card)

    def _serve(self, name: str, kind: str, device: Device) -> None:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.bind(str(self.folder / "sock" / name))
        line.listen()
        self._listening.append(Listener(line, lambda caller: _answer(caller, device, self.hung)))
        (self.folder / "dev" / name).write_text(f"{kind}\n")


@cache
def _built() -> Path:
    """The library, built once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="coordi-wipe-shim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    argv = ["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(argv, check=True, capture_output=True, env={**os.environ, "LD_PRELOAD": ""})
    return library


def _answer(caller: socket.socket, device: Device, hung: threading.Event) -> None:
    kind, command, out, want, head = _QUESTION.unpack(_received(caller, _QUESTION.size))
    asked = Asked(kind, command, head, _received(caller, out), want)
    try:
        told = device(asked)
    except (DeadError, VanishedError):
        told = Told(error=errno.ENODEV)
    except HungError:
        hung.set()
        caller.recv(1)  # until the tool is killed: it has nobody else to talk to
        return
    data = told.data[:want]
    head = (
        told.error,
        told.status,
        len(told.sensed),
        len(data),
        told.result,
        told.sensed.ljust(256, b"\0"),
    )
    caller.sendall(_ANSWER.pack(*head) + data)


def _received(caller: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = caller.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _scsi(unit: Unit, asked: Asked) -> Told:
    if asked.kind == _BLOCK:
        media: Media = unit.behind.media
        return number(asked.command, media.size, unit.looks.logical, unit.looks.physical)
    if asked.kind != _SCSI:
        return Told(error=errno.ENOTTY)
    reply = unit.execute(asked.head[:32], asked.data)
    return Told(status=reply.status, sensed=reply.sense, data=reply.data)


def _namespace(controller: Controller, number: int) -> Device:
    return lambda asked: _nvme(controller, number, asked)


def _nvme(controller: Controller, number: int | None, asked: Asked) -> Told:
    if asked.kind == _BLOCK and number is None:
        return Told(error=errno.ENOTTY)
    if asked.kind == _BLOCK and number is not None:
        if asked.command == _NVME_ID:
            return Told(result=number)
        sector = controller.form.sector
        return number(asked.command, controller.medium[number - 1].size, sector, sector)
    if asked.kind != _NVME:
        return Told(error=errno.ENOTTY)
    opcode, namespace = asked.head[0], struct.unpack_from("<I", asked.head, 4)[0]
    words = struct.unpack_from("<6I", asked.head, 40)
    done = controller.admin(Command(opcode, namespace, words, asked.want), asked.data)
    return Told(status=done.status, result=done.result, data=done.data)


def number(request: int, size: int, logical: int, physical: int) -> Told:
    known = {
        _SIZE64: size,
        _SIZE: size,
        _SECTOR: logical,
        _PHYSICAL: physical,
        **dict.fromkeys((_REREAD, _FLUSH, _READ_ONLY, _VERSION, _GEOMETRY), 0),
    }
    return Told(result=known[request]) if request in known else Told(error=errno.ENOTTY)
