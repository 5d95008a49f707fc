"""What time it is, asked of the inventory: for a PC whose clock battery is empty. A hint, never a proof."""

import secrets
import time
from collections.abc import Callable

import requests
import urllib3

from coordi_wipe import __version__
from coordi_wipe.certificate import signed_time
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.sync import transport
from coordi_wipe.sync.client import Patience, trouble
from coordi_wipe.sync.settings import Inventory
from coordi_wipe.sync.transport import Bounded, Dateless, TooBigError

_SLOWEST = 10.0  # seconds: what takes longer to come says too little about now
_PATIENCE = Patience(connect=5.0, read=5.0, whole=_SLOWEST)


class ServerTime(Base, frozen=True):
    """The inventory's time, `unix` seconds since 1970 within `error_seconds`, when this PC had been on for
    `up` seconds."""

    unix: float
    error_seconds: float
    up: float


def steady() -> float:
    """Seconds since boot, time asleep included: what no set clock changes."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def ask(
    inventory: Inventory, patience: Patience = _PATIENCE, up: Callable[[], float] = steady
) -> ServerTime | Reason:
    """The inventory's time, or why it cannot be known. Never raises for what the network or the other side
    does. "time-not-offered": an inventory of an older version; "time-not-believed": somebody else answers."""
    adapter: Bounded = Dateless() if inventory.ca else Bounded()
    nonce = secrets.token_hex(16)
    with adapter.within(patience.whole) as too_long, transport.session(adapter, inventory.proxy) as session:
        before = up()
        try:
            note = _note(session, inventory, nonce, patience)
        except TooBigError:
            note = Reason("sync-garbage")
        except (OSError, urllib3.exceptions.HTTPError) as error:
            note = trouble(error).reason
        trip = up() - before
        if too_long.is_set() or not 0 <= trip <= _SLOWEST:  # what was cut then may look like anything
            return Reason("sync-too-slow")
    if isinstance(note, Reason):
        return note
    try:
        said = signed_time.check(note, nonce, inventory.log)
    except InvalidError:
        return Reason("time-not-believed")
    return ServerTime(said + trip / 2, trip / 2, before + trip)


def _note(session: requests.Session, inventory: Inventory, nonce: str, patience: Patience) -> bytes | Reason:
    """What comes back with status 200, or why there is nothing to look at."""
    with session.get(
        f"{inventory.address}/api/v1/time",
        params={"nonce": nonce},
        headers={"Accept-Encoding": "identity", "User-Agent": f"coordi-wipe/{__version__}"},
        timeout=(patience.connect, patience.read),
        allow_redirects=False,
        stream=True,
        verify=inventory.ca or True,  # with each request: see Client
    ) as response:
        if "html" in response.headers.get("content-type", ""):
            return Reason("sync-portal")
        if response.status_code != 200:
            return Reason("time-not-offered", {"status": response.status_code})
        return transport.body(response)
