"""evidence.json: the bytes are the identity."""

import json

import pytest
from certificates import samples

from coordi_wipe.certificate.evidence_file import NewerError, decode, encode
from coordi_wipe.model.errors import DamagedError


@pytest.mark.parametrize("kind", samples.EVERY_KIND)
def test_round_trip(kind):
    evidence = samples.EVERY_KIND[kind]()
    assert decode(encode(evidence)) == evidence
    assert encode(evidence) == encode(evidence)


def changed(**fields):
    return json.dumps(json.loads(samples.data("sanitized")) | fields).encode()


@pytest.mark.parametrize("fields", [{"version": 1}, {"rules": 1}, {"version": 7, "shape": "unknown to us"}])
def test_newer_is_neither_right_nor_wrong(fields):
    with pytest.raises(NewerError) as caught:
        decode(changed(**fields))
    assert caught.value.reason.code == "evidence-newer"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        samples.data("sanitized")[:-1],
        samples.data("sanitized") + b"{}",
        changed(comment="added"),
        changed(version="0"),
        changed(version=-1),
        changed(claim={"status": "perfect"}),
        changed(facts=[{"fact": "dreamt"}]),
    ],
)
def test_damaged(data):
    with pytest.raises(DamagedError) as caught:
        decode(data)
    assert caught.value.reason.code == "evidence-damaged"
