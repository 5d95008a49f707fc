"""An inventory that misbehaves, on loopback: each connection is played by the next of its parts."""
# ruff: noqa: ARG001, ARG005 - every part has the same three arguments

import datetime
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

from certificates.logs import Log
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Part = Callable[["Inventory", socket.socket, str], None]
"""What is done with a connection whose whole request was read; the digest that was put, or empty."""


class Inventory:
    """Plays `parts` in turn, the last one for ever. `asked`: the digests that were put, in order."""

    def __init__(self, *parts: Part, tls: ssl.SSLContext | None = None) -> None:
        self.parts, self.log, self.asked = list(parts), Log(), []
        self.heard: list[bytes] = []  # heads of requests
        self.stopping = threading.Event()
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self._listening.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        with suppress(OSError), connection:
            connection.settimeout(10)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                digest = self._request(connection)
                part = self.parts.pop(0) if len(self.parts) > 1 else self.parts[0]
                part(self, connection, digest)

    def _request(self, connection) -> str:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError
            data += piece
            if data.startswith(b"\x16"):  # a TLS client's hello
                connection.sendall(b"HTTP/1.1 400 X\r\n\r\n")
                raise ConnectionError
        head, _, body = data.partition(b"\r\n\r\n")
        lines = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        length = int(lines[0][15:]) if lines else 0  # a question has no body
        while len(body) < length:
            body += connection.recv(65536)
        self.heard.append(head)
        self.asked.append(head.split(b" ")[1].decode().rsplit("/", 1)[1])
        return self.asked[-1]


def reply(status: int, body: object = b"", kind: str = "application/json", **headers: object) -> Part:
    """One answer, whole."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda server, connection, digest: connection.sendall(_http(status, data, kind, headers))


def _http(status, data, kind, headers):
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(data)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def good(server, connection, digest, *, proof=""):
    """As the inventory answers."""
    said = {"digest": digest, "number": "7K3M9-QX2RT-4", "proof": proof or server.log.add(digest)}
    connection.sendall(_http(201, json.dumps(said).encode(), "application/json", {}))


def proof_of_another_leaf(server, connection, digest):
    good(server, connection, digest, proof=server.log.add("00" * 32))


def proof_of_another_log(server, connection, digest):
    """Of the same name, under another key."""
    good(server, connection, digest, proof=Log(server.log.public.name).add(digest))


def proof_that_is_none(server, connection, digest):
    good(server, connection, digest, proof="c2sp.org/tlog-proof@v1\nindex 0\n\n")


def answer_for_another(server, connection, digest):
    good(server, connection, "11" * 32)


def cut_before_the_answer(server, connection, digest):
    """It has registered, and nobody hears of it."""
    server.log.add(digest)


def cut_in_the_answer(server, connection, digest):
    server.log.add(digest)
    connection.sendall(
        b'HTTP/1.1 201 X\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"digest'
    )


def drip(server, connection, digest):
    """A byte every now and then, in the head, for ever: no single read is slow."""
    connection.sendall(b"HTTP/1.1 200 X\r\n")
    while not server.stopping.wait(0.02):
        connection.sendall(b"X")


def silence(server, connection, digest):
    server.stopping.wait(10)


def endless(server, connection, digest):
    """An answer that never ends."""
    connection.sendall(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n")
    while not server.stopping.is_set():
        connection.sendall(b" " * 65536)


def no_http(server, connection, digest):
    connection.sendall(b"\x00\xff SSH-2.0 nothing of the kind\r\n\r\n")


def secured(folder, begins=-1, ends=1):
    """(TLS context, its certificate as an authority's file) of a server, valid from a day to a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "inventaire d'essai")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=begins))
        .not_valid_after(now + datetime.timedelta(days=ends))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = folder / f"server{begins}{ends}.pem"
    pem = certificate.public_bytes(Encoding.PEM)
    place.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    place.with_suffix(".ca").write_bytes(pem)
    return context, str(place.with_suffix(".ca"))


REASONS = {"reasons": [{"code": "certificate-exceptions", "args": {}}]}
PORTAL = reply(200, b"<html><form action=login>Bienvenue</form></html>", "text/html; charset=utf-8")
