"""One certificate: its verdict, its evidence in words, its file; and what a supervisor decides."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from coordi_wipe.certificate import content, evidence_file
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.text import visible
from coordi_wipe.inventory.certificates import deciding
from coordi_wipe.inventory.certificates.models import DESTROYED, REHEARSAL, Certificate, Document
from coordi_wipe.inventory.certificates.roles import may_decide
from coordi_wipe.inventory.pages import answer, language
from coordi_wipe.inventory.pages.gate import decides, reads
from coordi_wipe.inventory.pages.standing import standing
from coordi_wipe.model.errors import CoordiWipeError, DamagedError, UsageError
from coordi_wipe.model.evidence import Evidence

# Older Chromiums applied a file's policy to their own viewer, an <embed> with a style of its own, and stayed
# blank under that of our pages (crbug.com/271452); today's draws under either.
_OF_A_PDF = (
    "object-src 'self'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_MOST_FACTS, _LONGEST_FACT = 60, 600
_DONE = {"accepted": "web-done-accepted", "rejected": "web-done-rejected", "destroyed": "web-done-destroyed"}


def found(digest: str) -> Certificate | None:
    """The certificate of this digest, with what its standing needs."""
    wanted = Certificate.objects.filter(digest=digest.lower())
    return wanted.prefetch_related("decisions", "quarantined").first()


@require_safe
@reads
def certificate(request: HttpRequest, digest: str) -> HttpResponse:
    """The page."""
    one = found(digest)
    if one is None:
        return answer.missing(request, "web-missing-certificate")
    done = _DONE.get(request.GET.get("done", ""), "")
    return answer.page(request, "certificate", _known(request, one) | {"done": done})


@require_safe
@reads
def pdf(request: HttpRequest, digest: str) -> HttpResponse:
    """The file as it was received."""
    held = Document.objects.filter(certificate=digest.lower()).only("pdf").first()
    one = found(digest)
    if held is None or one is None:
        return answer.missing(request, "web-missing-certificate")
    mark = "REPETITION-" if one.kind == REHEARSAL else ""
    return HttpResponse(
        bytes(held.pdf),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{mark}{one.number}.pdf"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": _OF_A_PDF,
        },
    )


@require_POST
@decides
def judge(request: HttpRequest, digest: str) -> HttpResponse:
    """A supervisor accepts or rejects, with a reason."""
    written = {"reason": request.POST.get("reason", "")}
    return _decided(request, digest, request.POST.get("decision", ""), written, written)


@require_POST
@decides
def destroyed(request: HttpRequest, digest: str) -> HttpResponse:
    """A supervisor says that the drive was destroyed: slip number and witness. The witness is the reason."""
    slip, witness = request.POST.get("slip", ""), request.POST.get("witness", "")
    written = {"slip": slip, "witness": witness}
    if not deciding.said(witness):
        return _decided(request, digest, DESTROYED, written, None)
    return _decided(request, digest, DESTROYED, written, {"slip": slip, "reason": witness})


def _decided(
    request: HttpRequest, digest: str, kind: str, written: dict[str, str], given: dict[str, str] | None
) -> HttpResponse:
    """Enters the decision and shows the page anew; or the page with what is wrong, and what was written."""
    one = found(digest)
    if one is None:
        return answer.missing(request, "web-missing-certificate")
    try:
        if given is None:
            raise UsageError("web-witness-missing")
        deciding.decide(one, kind, request.user, seen=_seen(request), **given)
    except CoordiWipeError as error:
        one, wrong = found(digest) or one, {"wrong": error.reason}
        return answer.page(request, "certificate", _known(request, one) | written | wrong, status=422)
    return HttpResponseRedirect(f"{reverse('certificate', args=[one.digest])}?{urlencode({'done': kind})}")


def _seen(request: HttpRequest) -> int | None:
    """How many decisions the form showed; None where it does not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _known(request: HttpRequest, one: Certificate) -> dict[str, Any]:
    """What the page shows."""
    now = standing(one)
    supervisor = may_decide(request.user)
    return {
        "certificate": one,
        "standing": now,
        "contested": len(one.quarantined.all()),
        "rehearsal": one.kind == REHEARSAL,
        "may_accept": supervisor and now.state in ("undecided", "rejected") and one.status != "sanitized",
        "may_reject": supervisor and now.state in ("proven", "accepted", "undecided", "contested"),
        "may_destroy": supervisor and now.state in ("unproven", "rejected", "contested"),
        "drive_address": _drive_address(one),
        "pc_address": _pc_address(one),
        **in_words(one, language.of(request)),
    }


def _drive_address(one: Certificate) -> str:
    if not one.drive_serial:
        return ""
    return _address("drive", one, serial=one.drive_serial, model=one.drive_model)


def _pc_address(one: Certificate) -> str:
    if one.pc_tag:
        return _address("pc", one, tag=one.pc_tag)
    return _address("pc", one, machine=one.machine_serial) if one.machine_serial else ""


def _address(page: str, one: Certificate, **asked: str) -> str:
    kind = {"kind": REHEARSAL} if one.kind == REHEARSAL else {}
    return f"{reverse(page)}?{urlencode(asked | kind)}"


def in_words(one: Certificate, spoken: str) -> dict[str, Any]:
    """The evidence as the paper says it, and its facts; nothing where this version cannot read them."""
    held = Document.objects.filter(certificate=one).only("evidence").first()
    data = bytes(held.evidence) if held else b""
    try:
        evidence = evidence_file.decode(data)
        words = content.page(evidence, data, Organisation(), spoken, one.signer)
    except (DamagedError, evidence_file.NewerError):
        return {"words": None}
    left = max(len(evidence.facts) - _MOST_FACTS, 0)
    return {"words": words, "facts": _facts(evidence), "facts_left": left}


def _facts(evidence: Evidence) -> str:
    """The last facts, a line each, as evidence.json holds them; what is too long is cut."""
    lines = [visible(msgspec.json.encode(fact).decode()) for fact in evidence.facts[-_MOST_FACTS:]]
    return "\n".join(line if len(line) <= _LONGEST_FACT else f"{line[:_LONGEST_FACT]}…" for line in lines)
