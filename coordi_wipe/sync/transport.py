"""One exchange over HTTP, bounded in every way: time to connect, to read, in all; bytes; no detours."""

import socket
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import DefaultCookiePolicy
from threading import Event, Timer
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, disable_warnings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ReadTimeoutError, SystemTimeWarning
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry
from urllib3.util.ssl_ import create_urllib3_context

_MOST_ANSWER = 1 << 18  # bytes
_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME (openssl/x509_vfy.h)


class TooBigError(Exception):
    """More than any answer of an inventory."""


class _Once(Retry):
    """A kept connection that the server has closed meanwhile is no trouble: the PUT is sent once more, and
    sending it twice registers once. Nothing else is tried again here: `delivery` knows what else waits."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """One try less. A server that is slow would be slow again: raises its error as it is."""
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, _pool, _stacktrace)


_RETRY = _Once(
    total=1,
    connect=0,
    read=1,
    redirect=0,
    status=0,
    other=0,
    allowed_methods={"PUT"},
    respect_retry_after_header=False,
)


class _Sockets:
    """The open connections of a client; once `closed`, there are no more."""

    def __init__(self) -> None:
        self._all: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self.closed = Event()

    def add(self, one: socket.socket) -> None:
        """Raises TimeoutError when the time was up before this one was there."""
        self._all.add(one)
        if self.closed.is_set():
            raise TimeoutError

    def cut(self) -> None:
        """No connection answers any more."""
        self.closed.set()
        for one in list(self._all):
            with suppress(OSError):  # it has gone by itself
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class Bounded(HTTPAdapter):
    """Connections that can be cut when an exchange takes too long in all.

    The time-outs of requests are for each read: a server that drips a byte a second has no end.
    """

    def __init__(self) -> None:
        self._sockets = _Sockets()
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
        self._sockets.closed.clear()
        timer = Timer(seconds, self._sockets.cut)
        timer.daemon = True
        timer.start()
        try:
            yield self._sockets.closed
        finally:
            timer.cancel()


class Dateless(Bounded):
    """The same, on a PC that does not know the date: a server's certificate may be out of its time. Only for
    the question what time it is, and only with a workshop's own authority: a wrong one is refused as ever."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        """As above, with a context of our own; requests adds the authority to it."""
        context = create_urllib3_context()
        context.verify_flags |= _NO_CHECK_TIME
        super().init_poolmanager(*args, ssl_context=context, **named)


def session(adapter: HTTPAdapter, proxy: str) -> requests.Session:
    """A session of which nothing in the environment knows better: see `client.Client`."""
    disable_warnings(SystemTimeWarning)  # what a wrong clock leads to is said in our own words
    opened = requests.Session()
    opened.trust_env = False
    opened.proxies = dict.fromkeys(("http", "https"), proxy) if proxy else {}
    opened.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        opened.mount(scheme, adapter)
    return opened


def body(response: requests.Response) -> bytes:
    """The body as it came over the line, never unpacked. Raises TooBigError, OSError and urllib3's."""
    data = bytearray()
    while part := response.raw.read(8192, decode_content=False):
        data += part
        if len(data) > _MOST_ANSWER:
            raise TooBigError
    return bytes(data)


def _pools(sockets: _Sockets) -> dict[str, type[HTTPConnectionPool]]:
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
