"""A simulated SCSI drive whose firmware lives in another process: the guest asks, the host answers.

So a cut of the guest's power is a cut of the PC, not of the drive's memory. One question and one answer at
a time: cdb (32 bytes), length, data; status, lengths, sense, data.
"""

import socket
import struct

from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError
from drives.listening import listen
from drives.scsi import Looks, Reply, Unit

_QUESTION = struct.Struct(">32sI")
_ANSWER = struct.Struct(">iII")
_GONE = -1


class Served:
    """Answers for one drive on a port of this machine. A context."""

    def __init__(self, unit: Unit, address: str = "127.0.0.1", port: int = 0) -> None:
        self._unit = unit
        self._listener, self.port = listen(address, port, self._serve)

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self, caller: socket.socket) -> None:
        try:
            while True:
                cdb, length = _QUESTION.unpack(received(caller, _QUESTION.size))
                caller.sendall(self._answer(cdb, received(caller, length)))
        except (EOFError, OSError):
            return
        except HungError:
            caller.recv(1)  # until the other end gives up

    def _answer(self, cdb: bytes, data: bytes) -> bytes:
        try:
            reply = self._unit.execute(cdb, data)
        except (DeadError, VanishedError):
            return _ANSWER.pack(_GONE, 0, 0)
        return _ANSWER.pack(reply.status, len(reply.sense), len(reply.data)) + reply.sense + reply.data


class RemoteUnit:
    """The guest's end: looks like a unit to the TCMU handler."""

    def __init__(self, address: str, port: int) -> None:
        self._line = socket.create_connection((address, port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        capacity = self.execute(bytes((0x9E, 0x10)) + bytes(11) + bytes((32, 0, 0)), b"").data
        last, logical = struct.unpack_from(">QI", capacity)
        self.blocks = last + 1
        self.looks = Looks("", "", "", "", 0, logical=logical)

    def execute(self, cdb: bytes, data: bytes) -> Reply:
        """One command. Raises DeadError where the drive answers no more."""
        self._line.sendall(_QUESTION.pack(cdb.ljust(32, b"\0")[:32], len(data)) + data)
        status, sensed, length = _ANSWER.unpack(received(self._line, _ANSWER.size))
        if status == _GONE:
            raise DeadError
        sense = received(self._line, sensed)
        return Reply(status, received(self._line, length), sense)


def received(line: socket.socket, length: int) -> bytes:
    """Exactly so many bytes. Raises EOFError."""
    data = bytearray()
    while len(data) < length:
        piece = line.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
