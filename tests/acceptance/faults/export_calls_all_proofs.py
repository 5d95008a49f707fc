"""On COORDI-EXPORT every paper that is no rehearsal for sure is called an attestation."""

from coordi_wipe.station import exporting

exporting._kind = lambda evidence: "essai" if evidence is not None and evidence.rehearsal else "attestation"
