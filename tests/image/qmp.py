"""QEMU's control channel: commands go in, answers and events come out (QEMU Machine Protocol)."""

import json
import socket
import time
from contextlib import suppress
from pathlib import Path


class Qmp:
    """One connection, kept for the life of the guest. `events` holds all that were seen, in their order."""

    def __init__(self, path: Path, seconds: float = 20.0) -> None:
        self._socket = _connected(path, seconds)
        self._buffer = b""
        self.events: list[dict] = []
        self._next(seconds)  # the greeting
        self("qmp_capabilities")

    def __call__(self, command: str, /, *, within: float = 60.0, **arguments):
        """The answer to a command; RuntimeError when QEMU refuses it, ConnectionError when it is gone."""
        self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        end = time.monotonic() + within
        while True:
            said = self._next(max(0.1, end - time.monotonic()))
            if "return" in said:
                return said["return"]
            if "error" in said:
                raise RuntimeError(f"{command}: {said['error']['desc']}")
            self.events.append(said)

    def monitor(self, line: str) -> str:
        """The answer of the human monitor: savevm and loadvm have no other door in QEMU 7."""
        return self("human-monitor-command", within=120.0, **{"command-line": line})

    def until(self, event: str, seconds: float, **data) -> dict:
        """Waits for an event with this data; TimeoutError when it never came."""
        end = time.monotonic() + seconds
        seen = 0
        while True:
            for said in self.events[seen:]:
                if said.get("event") == event and data.items() <= said.get("data", {}).items():
                    return said
            seen = len(self.events)
            self.events.append(self._next(end - time.monotonic()))

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()

    def _next(self, seconds: float) -> dict:
        end = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("QEMU said nothing")
            self._socket.settimeout(left)
            piece = self._socket.recv(65536)
            if not piece:
                raise ConnectionError("QEMU is gone")
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\n")
        return json.loads(line)


def _connected(path: Path, seconds: float) -> socket.socket:
    end = time.monotonic() + seconds
    while True:
        channel = socket.socket(socket.AF_UNIX)
        try:
            channel.connect(str(path))
        except OSError:
            channel.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return channel
