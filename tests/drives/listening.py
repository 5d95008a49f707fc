"""A socket that hands each caller to a thread of its own, until its context ends."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Listener:
    """Listens on `server`. `serve` answers one caller, whose line is closed when it returns."""

    def __init__(self, server: socket.socket, serve: Callable[[socket.socket], None]) -> None:
        self._server = server
        self._serve = serve
        self._callers: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listens no more, and hangs up on who is still there."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept: close alone does not
        self._server.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Ends every line: the drive is gone until somebody calls again."""
        for caller in self._callers:
            with suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)
        self._callers.clear()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            self._callers.append(caller)
            threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        with caller:
            self._serve(caller)
        with suppress(ValueError):
            self._callers.remove(caller)


def listen(address: str, port: int, serve: Callable[[socket.socket], None]) -> tuple[Listener, int]:
    """A listener on TCP and its port; 0 takes a free one."""
    server = socket.create_server((address, port))

    def at_once(caller: socket.socket) -> None:
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        serve(caller)

    return Listener(server, at_once), server.getsockname()[1]
