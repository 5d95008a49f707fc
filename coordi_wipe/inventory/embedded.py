"""An inventory within this process, on loopback, for as long as a rehearsal lasts."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from coordi_wipe.certificate.log import LogKey
from coordi_wipe.inventory import opening
from coordi_wipe.model.base import Base


class Embedded(Base, frozen=True):
    """Where it answers, and the keys of its two logs."""

    address: str
    log: LogKey
    rehearsal_log: LogKey


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The terminal belongs to the rehearsal."""


@contextmanager
def serving(data: Path, rehearsals: Sequence[Path]) -> Iterator[Embedded]:
    """Serves the inventory of this folder until the context ends; once in a process.

    `rehearsals`: PEM files of the rehearsal roots that it takes. Raises what `open_inventory` raises.
    """
    server = _Server(("127.0.0.1", 0), _Quiet)
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        opening.open_inventory(data, address, rehearsals)
        from coordi_wipe.inventory.certificates import keys, models
        from coordi_wipe.inventory.wsgi import application

        server.set_app(application)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Embedded(address, keys.public(models.REAL), keys.public(models.REHEARSAL))
        finally:
            server.shutdown()
            thread.join()
    finally:
        server.server_close()
