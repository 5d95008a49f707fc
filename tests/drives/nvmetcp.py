"""Serves a simulated NVMe drive to the real kernel: an NVMe/TCP target in user space.

Written from the NVMe/TCP Transport Specification 1.0 (3.6: PDUs) and NVMe over Fabrics (NVMe Base 2.0c,
chapter 6): connect, properties, in-capsule data and R2T. In the guest `nvme connect -t tcp -a ADDRESS
-s PORT -n NQN -i 1 -k 0` gives /dev/nvme0 and its namespaces.
"""

import socket
import struct
from typing import NamedTuple

from drives.ata_registers import HungError, VanishedError
from drives.erasing import DeadError
from drives.listening import listen
from drives.nvme import Command, Completion, Controller

NQN = "nqn.2026-11.fr.coordi-wipe:laboratory"

_INIT, _INIT_DONE, _CAPSULE, _RESPONSE, _TO_HOST, _FROM_HOST, _READY = 0, 1, 4, 5, 7, 6, 9
_FABRICS = 0x7F
_IN_CAPSULE = 8192  # bytes of data that may travel with a command
_LAST, _SUCCESS = 0x04, 0x08
_CAP = 1 << 37 | 20 << 24 | 1 << 16 | 127  # CSS: NVM; timeout 10 s; contiguous queues; 128 entries
_VERSION = 0x0002_0000
_CAP_AT, _VERSION_AT, _CONFIG_AT, _STATUS_AT = 0x00, 0x08, 0x14, 0x1C
_EVENTS = 0x0C
_INVALID_OPCODE = 0x001


class _Pdu(NamedTuple):
    kind: int
    body: bytes  # behind the common header
    data: bytes


class Target:
    """A target for one drive; `port` 0 takes a free one. A context."""

    def __init__(self, controller: Controller, address: str = "127.0.0.1", port: int = 0) -> None:
        properties = {_CAP_AT: _CAP, _VERSION_AT: _VERSION, _CONFIG_AT: 0, _STATUS_AT: 0}
        self._fabric = _Fabric(controller, properties)
        self._listener, self.port = listen(address, port, self._serve)

    def __enter__(self) -> "Target":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def unplug(self) -> None:
        """Drops every connection: the drive is gone until the PC connects again."""
        self._listener.hang_up()

    def _serve(self, caller: socket.socket) -> None:
        try:
            _Queue(caller, self._fabric).run()
        except (EOFError, OSError, DeadError, VanishedError):
            return
        except HungError:
            caller.recv(1)  # until the other end gives up


class _Fabric(NamedTuple):
    """A drive and the properties that all its queues share."""

    controller: Controller
    properties: dict[int, int]


class _Queue:
    """One connection: the admin queue, or one for reads and writes."""

    def __init__(self, caller: socket.socket, fabric: _Fabric) -> None:
        self._caller = caller
        self._controller, self._properties = fabric
        self._number = 0
        self._head = 0

    def run(self) -> None:
        """Answers until the PC goes. Raises EOFError, and what the drive raises."""
        self._receive()
        self._send(_INIT_DONE, struct.pack("<HBBI", 0, 0, 0, 0x20000).ljust(120, b"\0"))
        while True:
            pdu = self._receive()
            if pdu.kind == _CAPSULE:
                self._command(pdu.body[:64], pdu.data)

    def _command(self, raw: bytes, data: bytes) -> None:
        opcode, number = raw[0], struct.unpack_from("<H", raw, 2)[0]
        if opcode == _FABRICS:
            self._fabrics(raw, number)
        elif self._number == 0:
            self._admin(raw, number, opcode, data)
        else:
            self._transfer(raw, number, opcode, data)

    def _fabrics(self, raw: bytes, number: int) -> None:
        match raw[4]:
            case 0x01:  # Connect: which queue this is
                self._number = struct.unpack_from("<H", raw, 42)[0]
                self._complete(number, Completion(result=1))
            case 0x00:  # Property Set
                at, value = struct.unpack_from("<IQ", raw, 44)
                self._properties[at] = value
                if at == _CONFIG_AT:
                    shutdown = value >> 14 & 3
                    self._properties[_STATUS_AT] = (value & 1) | (0x8 if shutdown else 0)
                self._complete(number, Completion())
            case 0x04:  # Property Get
                at = struct.unpack_from("<I", raw, 44)[0]
                self._complete(number, Completion(result=self._properties.get(at, 0)))
            case _:
                self._complete(number, Completion(0x002))

    def _admin(self, raw: bytes, number: int, opcode: int, data: bytes) -> None:
        if opcode == _EVENTS:
            return  # answered when there is an event: never
        namespace = struct.unpack_from("<I", raw, 4)[0]
        words = struct.unpack_from("<6I", raw, 40)
        length = struct.unpack_from("<I", raw, 32)[0]
        done = self._controller.admin(Command(opcode, namespace, words, length), data)
        if opcode == 0x06 and words[0] & 0xFF == 0x01 and not done.status:
            done = Completion(data=_for_fabrics(done.data))
        if done.status or not done.data:
            self._complete(number, done)
        else:
            self._give(number, done.data[:length].ljust(length, b"\0"))

    def _transfer(self, raw: bytes, number: int, opcode: int, data: bytes) -> None:
        namespace = struct.unpack_from("<I", raw, 4)[0]
        block, count = struct.unpack_from("<Q", raw, 40)[0], struct.unpack_from("<H", raw, 48)[0] + 1
        match opcode:
            case 0x02:
                done = self._controller.read(namespace, block, count)
                if not done.status:
                    self._give(number, done.data)
                    return
            case 0x01:
                length = count * self._controller.form.sector
                done = self._controller.write(namespace, block, self._rest(number, data, length))
            case 0x00:
                done = self._controller.flush(namespace)
            case _:
                done = Completion(_INVALID_OPCODE)
        self._complete(number, done)

    def _rest(self, number: int, data: bytes, length: int) -> bytes:
        """Asks for what did not travel with the command."""
        if len(data) >= length:
            return data[:length]
        ask = struct.pack("<HHIII", number, 1, len(data), length - len(data), 0)
        self._send(_READY, ask)
        while len(data) < length:
            pdu = self._receive()
            if pdu.kind != _FROM_HOST:
                raise EOFError
            data += pdu.data
        return data[:length]

    def _give(self, number: int, data: bytes) -> None:
        """Data to the PC, which takes it for the completion too."""
        head = struct.pack("<HHIII", number, 0, 0, len(data), 0)
        common = struct.pack("<BBBBI", _TO_HOST, _LAST | _SUCCESS, 24, 24, 24 + len(data))
        self._caller.sendall(common + head + data)

    def _complete(self, number: int, done: Completion) -> None:
        self._head = (self._head + 1) % 128
        status = (done.status & 0x7FFF) << 1
        entry = struct.pack("<QHHHH", done.result, self._head, self._number, number, status)
        self._send(_RESPONSE, entry)

    def _send(self, kind: int, body: bytes) -> None:
        length = 8 + len(body)
        self._caller.sendall(struct.pack("<BBBBI", kind, 0, length, 0, length) + body)

    def _receive(self) -> _Pdu:
        kind, _, head, offset, length = struct.unpack("<BBBBI", self._bytes(8))
        rest = self._bytes(length - 8)
        return _Pdu(kind, rest[: head - 8], rest[offset - 8 :] if offset else b"")

    def _bytes(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            piece = self._caller.recv(length - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


def _for_fabrics(page: bytes) -> bytes:
    """Identify Controller with what a fabrics drive must say (figure 275, bytes 768 and 1792)."""
    said = bytearray(page)
    name = NQN.encode()
    said[768 : 768 + len(name)] = name
    struct.pack_into("<IIHBB", said, 1792, 4 + _IN_CAPSULE // 16, 1, 0, 0, 1)
    return bytes(said)
