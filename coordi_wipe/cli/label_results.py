"""From files to result labels: each is verified first, and one that proves nothing stops them all."""

from collections.abc import Sequence
from pathlib import Path

from coordi_wipe.certificate import attachment, label_content, organisation
from coordi_wipe.certificate.label_content import ResultLabel
from coordi_wipe.cli import output, verdicts
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.station import locations


def of(files: Sequence[Path], trust: Sequence[Path], language: str) -> list[ResultLabel]:
    """The labels of these certificates, in this order.

    Raises RefusedError("label-no-proof") after the verdict was said; UsageError where a PEM or the settings
    cannot be read; OSError.
    """
    roots = verdicts.roots(trust)
    issuer = organisation.load(locations.settings())
    labels = []
    for path in files:
        data = verdicts.read(path)
        verdict = verdicts.on_bytes(path, data, roots, allow_rehearsal=True)
        try:
            label_content.tone(verdict)
        except RefusedError as refusal:
            output.note(verdicts.words(verdicts.on_file(path, verdict)))
            raise RefusedError("label-no-proof", path=str(path)) from refusal
        labels.append(label_content.result(verdict, attachment.evidence_of(data), issuer, language))
    return labels
