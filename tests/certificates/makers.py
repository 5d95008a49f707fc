"""Authorities of the tests' own, and certificates that they signed. Each is made once a run."""

import functools

from certificates import samples
from cryptography.hazmat.primitives.asymmetric import ec

from coordi_wipe.certificate.authority import (
    REHEARSAL_POLICY,
    STICK_POLICY,
    Authority,
    make_authority,
    make_leaf,
    make_root,
)
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.issue import issue
from coordi_wipe.certificate.render import render
from coordi_wipe.certificate.signing import sign

ROOT_NAME, LEAF_NAME = "Co'Ordi – racine d'essai", "Co'Ordi – clé 07"


@functools.cache
def root_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@functools.cache
def root():
    """The root that these tests trust."""
    return make_root(ROOT_NAME, root_key())


@functools.cache
def leaf_of_root(policy: str | None = STICK_POLICY, name: str = LEAF_NAME) -> Authority:
    """A leaf of the trusted root, for this policy."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, make_leaf(name, key.public_key(), root(), root_key(), policy), root())


def stick() -> Authority:
    return leaf_of_root()


@functools.cache
def rehearsing() -> Authority:
    return make_authority("RÉPÉTITION (essai)", "RÉPÉTITION (clé d'essai)", REHEARSAL_POLICY)


@functools.cache
def homonym() -> Authority:
    """The same names as the trusted root and its leaf, other keys."""
    return make_authority(ROOT_NAME, LEAF_NAME, STICK_POLICY)


@functools.cache
def certificate(kind: str = "sanitized", language: str = "fr") -> bytes:
    """A certificate as the product issues it."""
    organisation = samples.LONG_ORGANISATION if kind == "longest" else samples.ORGANISATION
    return issue(samples.data(kind), stick(), organisation, language)


@functools.cache
def rehearsal_certificate(language: str = "fr") -> bytes:
    return issue(encode(samples.rehearsed()), rehearsing(), samples.ORGANISATION, language)


def sealed(evidence: bytes, authority: Authority | None = None) -> bytes:
    """What someone with a key can make by going round `issue`: rendered and signed, nothing checked."""
    authority = authority or stick()
    return sign(render(evidence, samples.ORGANISATION, "fr", signer=authority.signer), authority)
