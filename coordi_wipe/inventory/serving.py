"""The web server: gunicorn with a few workers, over a socket that is ours before anything else begins."""

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from coordi_wipe.model.errors import MissingError, UsageError

_THREADS = 16  # of each worker: a slow sender holds one of them
_SILENT = 60  # seconds after which a worker that does not answer is replaced


def listen(where: str) -> socket.socket:
    """A socket on `HOST:PORT` (port 0: any that is free).

    Raises UsageError("inventory-listen-form") and MissingError("inventory-listen").
    """
    host, _, port = where.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise UsageError("inventory-listen-form", where=where)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=256)
    except OSError as error:
        raise MissingError("inventory-listen", where=where, error=error.strerror or str(error)) from error


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches this address."""
    return host in ("localhost", "::1") or host.startswith("127.")


def address(listening: socket.socket) -> str:
    """How this machine itself calls what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def checked_address(text: str) -> str:
    """An address that the world calls, `https://host`, without a slash at its end; empty stays empty.

    Raises UsageError("inventory-address-form").
    """
    if not text:
        return ""
    found = urlsplit(text)
    plain = not (found.path.strip("/") or found.query or found.fragment or found.username)
    if found.scheme not in ("http", "https") or not found.hostname or not plain:
        raise UsageError("inventory-address-form", address=text)
    return f"{found.scheme}://{found.netloc}"


def serve(listening: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    """Serves the inventory that this process opened until it is told to stop; `ready`: once it answers.

    Ends by SystemExit, as gunicorn does.
    """
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
        def load_config(self) -> None:
            chosen: dict[str, Any] = {
                "bind": f"fd://{listening.fileno()}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": _THREADS,
                "timeout": _SILENT,
                # also how long a new line may stay silent: by itself gunicorn hangs up after seven seconds,
                # and a stick behind a slow network, or a server at its limits, gets no answer
                "keepalive": _SILENT,
                "graceful_timeout": 10,
                "loglevel": "error",  # what anybody can cause is no line on the disk
                "control_socket_disable": True,
                "when_ready": lambda server: ready(),  # noqa: ARG005 (gunicorn calls it by name)
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from coordi_wipe.inventory.wsgi import application

            return application

    Server().run()
