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
from coordi_wipe.certificate.evidence_file import decode, encode
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
def leaf_of_root(
    policy: str | None = STICK_POLICY, name: str = LEAF_NAME, *, virtual: bool = False
) -> Authority:
    """A leaf of the trusted root, for this policy; with `virtual` it may sign in a virtual machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = make_leaf(name, key.public_key(), root(), root_key(), policy, virtual=virtual)
    return Authority(key, leaf, root())


def stick() -> Authority:
    return leaf_of_root()


def stick_for(evidence: bytes) -> Authority:
    """A stick that may sign this evidence: in a virtual machine, one whose root allows it."""
    return leaf_of_root(virtual=True) if decode(evidence).machine.virtual else stick()


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
    data = samples.data(kind)
    return issue(data, stick_for(data), organisation, language)


@functools.cache
def rehearsal_certificate(language: str = "fr") -> bytes:
    return issue(encode(samples.rehearsed()), rehearsing(), samples.ORGANISATION, language)


def sealed(evidence: bytes, authority: Authority | None = None) -> bytes:
    """What someone with a key can make by going round `issue`: rendered and signed, nothing checked."""
    authority = authority or stick()
    return sign(render(evidence, samples.ORGANISATION, "fr", signer=authority.signer), authority)
