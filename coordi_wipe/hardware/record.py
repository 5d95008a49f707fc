"""Writes down what a machine answers, so that a bug seen there can be replayed here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from msgspec.structs import replace

from coordi_wipe.hardware import calls, discovery, smart, tools
from coordi_wipe.hardware.calls import Call, packed
from coordi_wipe.hardware.disguise import disguise
from coordi_wipe.hardware.host import Claimed, Host, Output
from coordi_wipe.hardware.machine import read as read_machine
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.machine import Machine

T = TypeVar("T")


class RecordingHost:
    """Passes every question on to a host and keeps the answer. What changes a drive is passed on only."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._calls: list[Call] = []
        self._versions: dict[str, str] = {}
        self._lock = Lock()  # drives are asked side by side

    @property
    def calls(self) -> Sequence[Call]:
        """What was asked so far, as it was answered."""
        return tuple(self._calls)

    def save(self, folder: Path) -> None:
        """Writes calls.jsonl, serial numbers and the like replaced by invented ones."""
        versions = tools.versions(self._host, tuple(tools.PACKAGES))
        named = [_with_tool(call, versions) for call in self._calls]
        calls.save(folder, disguise(named))

    def _kept(self, name: str, args: Sequence[str], ask: Callable[[], T], pack: Callable[[T], Any]) -> T:
        try:
            answer = ask()
        except OSError as error:
            self._keep(Call(name, tuple(args), error=error.errno or 1))
            raise
        self._keep(Call(name, tuple(args), pack(answer)))
        return answer

    def _keep(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)

    def run(self, argv: Sequence[str], *, timeout: float) -> Output:
        return self._kept("run", argv, lambda: self._host.run(argv, timeout=timeout), _output)

    def read(self, path: str) -> bytes:
        return self._kept("read", [path], lambda: self._host.read(path), packed)

    def list(self, path: str) -> Sequence[str]:
        return self._kept("list", [path], lambda: self._host.list(path), tuple)

    def udev(self, subsystem: str) -> Sequence[Mapping[str, str]]:
        return self._kept("udev", [subsystem], lambda: self._host.udev(subsystem), tuple)

    def facts(self, about: str) -> Mapping[str, object]:
        return self._kept("facts", [about], lambda: self._host.facts(about), dict)

    def wall(self) -> float:
        return self._kept("wall", [], self._host.wall, float)

    def up(self) -> float:
        return self._kept("up", [], self._host.up, float)

    def set_wall(self, unix: float) -> None:
        self._host.set_wall(unix)

    def write(self, path: str, data: bytes) -> None:
        self._host.write(path, data)

    def watch(self, subsystem: str) -> Iterator[Mapping[str, str] | None]:
        return self._host.watch(subsystem)

    def peek(self, identity: Identity, offset: int, length: int) -> bytes:
        return self._host.peek(identity, offset, length)

    def claim(self, identity: Identity) -> AbstractContextManager[Claimed]:
        return self._host.claim(identity)

    def suspend(self, seconds: int) -> None:
        self._host.suspend(seconds)

    def sleep(self, seconds: float) -> None:
        self._host.sleep(seconds)


def machine(host: Host, folder: Path, named: Sequence[str] = ()) -> tuple[Machine, tuple[Drive, ...]]:
    """Asks everything that detection asks, and writes it into a folder (`coordi-wipe record DIR`).

    Answers the machine and its drives with their health, as the recording will give them. Raises
    RefusedError where a machine is recorded already: it may be the only trace of a bug. OSError.
    """
    if (folder / calls.FILE).exists():
        raise RefusedError("already-recorded", path=str(folder))
    recording = RecordingHost(host)
    pc, found = everything(recording, named)
    recording.save(folder)
    return pc, found


def everything(host: Host, named: Sequence[str] = ()) -> tuple[Machine, tuple[Drive, ...]]:
    """The machine, and its drives with their health."""
    found = discovery.drives(host, named=named)
    healthy = tuple(replace(drive, health=smart.health(host, drive.identity)) for drive in found)
    return read_machine(host), healthy


def _output(output: Output) -> dict[str, Any]:
    return {
        "code": output.code,
        "out": packed(output.out),
        "err": packed(output.err),
        "seconds": round(output.seconds, 3),
    }


def _with_tool(call: Call, versions: Mapping[str, str]) -> Call:
    if call.call != "run" or call.args[0] not in versions:
        return call
    return Call(call.call, call.args, call.answer, call.error, f"{call.args[0]} {versions[call.args[0]]}")
