"""What sticks call: a certificate put, and what the logs publish. Answers are JSON codes, no sentences."""

import logging
import re
import time

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coordi_wipe.certificate import signed_time
from coordi_wipe.inventory.certificates import body, journal, keys, receiving
from coordi_wipe.inventory.certificates.models import REAL
from coordi_wipe.inventory.certificates.receiving import Answer, refusal
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError

_LOG = logging.getLogger(__name__)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LATER = 10  # seconds until it is worth trying again


@csrf_exempt  # no cookie counts here: the signed file authenticates itself
@require_http_methods(["PUT"])
def certificate(request: HttpRequest, digest: str) -> HttpResponse:
    """Takes a certificate: see `receiving.receive`. 503 when it cannot be kept now, and nothing was."""
    if not _DIGEST.fullmatch(digest.lower()):
        return _json(refusal(400, Reason("inventory-digest-form")))
    if (request.content_type or "") not in ("application/pdf", ""):
        return _json(refusal(415, Reason("inventory-not-pdf")))
    try:
        return _json(receiving.receive(body.read(request), digest.lower()))
    except body.BodyError as error:
        return _json(refusal(error.status, error.reason))
    except OperationalError as error:  # locked too long, disk full, read-only
        return _json(refusal(503, Reason("inventory-cannot-keep", {"why": str(error)[:200]})))
    except CoordiWipeError as error:  # what lies in the data folder is not right: where it lies is not told
        _LOG.error("%s %s", error.reason.code, error.reason.args)
        return _json(refusal(503, Reason("inventory-cannot-keep", {"why": error.reason.code})))


@require_http_methods(["GET", "HEAD"])
def logs(request: HttpRequest) -> HttpResponse:
    """The verifier keys of both logs, by name (c2sp.org/signed-note)."""
    import msgspec

    del request
    found = {name: str(keys.public(kind)) for kind, name in keys.LOGS.items()}
    return _json(Answer(200, msgspec.json.encode(found)))


@require_http_methods(["GET", "HEAD"])
def checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The signed head of a log (c2sp.org/tlog-checkpoint)."""
    del request
    kind = next((kind for kind, name in keys.LOGS.items() if name == log), None)
    if kind is None:
        return _json(refusal(404, Reason("inventory-no-such-log")))
    return HttpResponse(journal.checkpoint(kind), content_type="text/plain; charset=utf-8")


@require_http_methods(["GET"])
def clock(request: HttpRequest) -> HttpResponse:
    """This machine's time, signed by the real log's key for whoever sent the nonce."""
    nonce = request.GET.get("nonce", "")
    if not signed_time.is_nonce(nonce):
        return _json(refusal(400, Reason("inventory-nonce-form")))
    note = signed_time.sign(nonce, time.time(), keys.public(REAL).name, keys.private(REAL))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(note, content_type="text/plain; charset=utf-8", headers=headers)


def _json(answer: Answer) -> HttpResponse:
    headers = {"Retry-After": str(_LATER)} if answer.status in (429, 503) else {}
    return HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=headers)
