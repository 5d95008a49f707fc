"""One exchange over HTTP, bounded in every way: time to connect, to read, in all; bytes; no detours."""

import socket
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.retry import Retry

# A kept connection that the server has closed meanwhile is no trouble: the PUT is sent once more, and
# sending it twice registers once. Nothing else is tried again here: `delivery` knows what else waits.
_RETRY = Retry(total=1, connect=0, read=1, redirect=0, status=0, other=0, allowed_methods={"PUT"})


class Bounded(HTTPAdapter):
    """Connections that can be cut when an exchange takes too long in all.

    The time-outs of requests are for each read: a server that drips a byte a second has no end.
    """

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=_RETRY)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """As requests does, with connections that are noted."""
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = _pools(self._sockets)

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:
        """As requests does, with connections that are noted."""
        manager = super().proxy_manager_for(*args, **named)
        manager.pool_classes_by_scheme = _pools(self._sockets)
        return manager

    @contextmanager
    def within(self, seconds: float) -> Iterator[Event]:
        """After so many seconds every connection is cut, and the event is set."""
        too_long = Event()

        def cut() -> None:
            too_long.set()
            for one in list(self._sockets):
                with suppress(OSError):  # it has gone by itself
                    socket.socket.shutdown(one, socket.SHUT_RDWR)

        timer = Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield too_long
        finally:
            timer.cancel()


def _pools(sockets: "weakref.WeakSet[socket.socket]") -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
