"""The inventory as a stick sees it: one PUT a certificate, and whatever may come back of it."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

import requests
import urllib3
from requests.exceptions import ConnectTimeout

from coordi_wipe import __version__
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.sync import answer, transport
from coordi_wipe.sync.answer import Answer, Later
from coordi_wipe.sync.settings import Inventory
from coordi_wipe.sync.transport import Bounded, TooBigError

_NOT_YET_VALID, _EXPIRED = 9, 10  # X509_V_ERR_CERT_… (openssl/x509_vfy.h)


class Patience(Base, frozen=True):
    """Seconds to connect, for each read, and for a certificate in all."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 90.0


class Client:
    """The inventory of these settings. Nothing of the environment counts: no proxy, no .netrc, no
    REQUESTS_CA_BUNDLE (which would override a session's own authorities)."""

    def __init__(self, inventory: Inventory, patience: Patience | None = None) -> None:
        self._inventory = inventory
        self._patience = patience or Patience()
        self._adapter = Bounded()
        self._session = transport.session(self._adapter, inventory.proxy)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def put(self, digest: str, pdf: bytes) -> Answer:
        """Sends a certificate; never raises for what the network or the other side does."""
        with self._adapter.within(self._patience.whole) as too_long:
            found: Answer
            try:
                found = self._exchanged(digest, pdf)
            except TooBigError:
                found = Later(Reason("sync-garbage"))
            except (OSError, urllib3.exceptions.HTTPError) as error:  # RequestException is an OSError
                found = trouble(error)
            # what was cut because it took too long may look like anything
            return Later(Reason("sync-too-slow")) if isinstance(found, Later) and too_long.is_set() else found

    def _exchanged(self, digest: str, pdf: bytes) -> Answer:
        with self._session.put(
            f"{self._inventory.address}/api/v1/certificates/{digest}",
            data=pdf,
            headers={
                "Content-Type": "application/pdf",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": f"coordi-wipe/{__version__}",
            },
            timeout=(self._patience.connect, self._patience.read),
            allow_redirects=False,
            stream=True,
            verify=self._inventory.ca or True,  # with each request: see the class
        ) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return answer.sort(response.status_code, headers, transport.body(response), digest)


def trouble(error: BaseException) -> Later:
    """What went wrong between here and there, told by the innermost cause that is known."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Later(_distrust(cause), whole=True)
    if any(isinstance(cause, ssl.SSLError | urllib3.exceptions.SSLError) for cause in causes):
        return Later(Reason("sync-tls"), whole=True)
    away = (ConnectTimeout, urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError)
    if any(isinstance(cause, away) for cause in causes):
        return Later(Reason("sync-unreachable"), whole=True)
    if any(isinstance(cause, requests.ReadTimeout | urllib3.exceptions.ReadTimeoutError) for cause in causes):
        return Later(Reason("sync-too-slow"))
    return Later(Reason("sync-cut"))


def _distrust(error: ssl.SSLCertVerificationError) -> Reason:
    """A certificate out of its time is nearly always a PC with a wrong clock (LAB.md)."""
    if error.verify_code in (_NOT_YET_VALID, _EXPIRED):
        return Reason("sync-clock", {"at": datetime.now(UTC).isoformat(timespec="seconds")})
    return Reason("sync-not-trusted", {"error": error.verify_message})


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, and all that it is made of."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
            yield one
