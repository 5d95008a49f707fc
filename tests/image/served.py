"""The real inventory on this machine for guests: behind TLS of a private authority, as the network's HOST.

with served.inventory(tmp / "inventory", root_pem) as here:
    identity.make(..., served=here)
"""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sticks
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from image.identity import Served
from image.machine import HOST


@contextmanager
def inventory(folder: Path, root: Path) -> Iterator[Served]:
    """An inventory that trusts this root (PEM), called `https://10.0.2.2:PORT` by guests; 127.0.0.1 here."""
    folder.mkdir(parents=True)
    context, ca = _tls(folder.parent)
    (folder / "roots").mkdir()
    (folder / "roots" / "stick.pem").write_bytes(root.read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as behind:
        listen = f"127.0.0.1:{behind.getsockname()[1]}"
    with Front(context, listen) as front:
        address = f"https://{HOST}:{front.port}"
        with sticks.inventory(folder, listen, address) as (called, log):
            yield Served(called, log, ca, folder, front.port)


def _tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context, and the file of the authority that vouches for it: itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "inventaire d'essai")])
    names = [x509.IPAddress(ipaddress.ip_address(address)) for address in (HOST, "127.0.0.1")]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, both = folder / "tls-authority.pem", folder / "tls-server.pem"
    ca.write_bytes(certificate.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(private + ca.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, ca


class Front:
    """Takes TLS connections on `port`, and passes their bytes on to an address of this machine."""

    def __init__(self, context: ssl.SSLContext, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._context, self._target = context, (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Front":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with suppress(OSError), near, socket.create_connection(self._target) as far:
            near.settimeout(30)
            with self._context.wrap_socket(near, server_side=True) as inside:
                back = threading.Thread(target=_pass, args=(far, inside), daemon=True)
                back.start()
                _pass(inside, far)
                back.join(30)


def _pass(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
