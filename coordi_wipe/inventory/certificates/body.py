"""Reads what is put, never more than is allowed, whatever its headers say."""

from typing import Any

from django.http import HttpRequest

from coordi_wipe.inventory.certificates.receiving import MOST
from coordi_wipe.model.base import Reason

_PIECE = 1 << 16


class BodyError(Exception):
    """A body that is not taken: the HTTP status and why."""

    def __init__(self, status: int, reason: Reason) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


def read(request: HttpRequest) -> bytes:
    """The body, of at most MOST bytes; its pieces are counted, its headers only believed when they say no.

    Raises BodyError: 411 without a length, 413 when there is more, 408 when there is less than announced.
    """
    announced = _announced(request)
    if announced is not None and announced > MOST:
        raise BodyError(413, Reason("inventory-too-big", {"most": MOST}))
    source = request if announced is not None else _chunked(request)
    held = bytearray()
    try:
        while piece := source.read(_PIECE):
            held += piece
            if len(held) > MOST:
                raise BodyError(413, Reason("inventory-too-big", {"most": MOST}))
    except OSError as error:  # the sender has gone, or its chunks are none
        raise BodyError(408, Reason("inventory-cut")) from error
    if announced is not None and len(held) < announced:
        raise BodyError(408, Reason("inventory-cut"))
    return bytes(held)


def _announced(request: HttpRequest) -> int | None:
    """Content-Length; None where there is none (RFC 9112, 6.3: chunks then say where the body ends)."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        return None
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdecimal() else None


def _chunked(request: HttpRequest) -> Any:
    """What the server makes of chunks; Django itself reads nothing without a length."""
    if not request.META.get("wsgi.input_terminated") or "HTTP_TRANSFER_ENCODING" not in request.META:
        raise BodyError(411, Reason("inventory-no-length"))
    return request.META["wsgi.input"]
