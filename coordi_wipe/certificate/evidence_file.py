"""evidence.json: encoded once, then only its bytes count; decoded strictly, and never written again."""

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.errors import CoordiWipeError, DamagedError
from coordi_wipe.model.evidence import EVIDENCE_VERSION, RULES_VERSION, Evidence

NAME = "evidence.json"


class NewerError(CoordiWipeError):
    """Made by a newer version of the tool: neither right nor wrong, this one cannot read it."""


class _Versions(msgspec.Struct):
    """All that is read before knowing whether the rest can be."""

    version: int
    rules: int


def encode(evidence: Evidence) -> bytes:
    """The bytes of evidence.json. Call it once: its SHA-256 is the certificate's identity."""
    return msgspec.json.encode(evidence)


def decode(data: bytes) -> Evidence:
    """The evidence in these bytes.

    Raises NewerError("evidence-newer") and DamagedError("evidence-damaged").
    """
    try:
        versions = decoding.json(data, _Versions)
        if versions.version > EVIDENCE_VERSION or versions.rules > RULES_VERSION:
            raise NewerError("evidence-newer", version=versions.version, rules=versions.rules)
        if min(versions.version, versions.rules) < 0:
            raise DamagedError("evidence-damaged", why=f"version {versions.version}, {versions.rules}")
        return decoding.json(data, Evidence)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedError("evidence-damaged", why=str(error)) from error
