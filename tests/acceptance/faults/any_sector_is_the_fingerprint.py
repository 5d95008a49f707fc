"""The verifier believes whatever sector a certificate declares as the fingerprint."""

from coordi_wipe.certificate import verification

verification.declared_truly = lambda evidence: True  # noqa: ARG005 - blind on purpose
