"""The fingerprint: one sector, right after a read-back that found nothing, and nothing else."""

from unit.model.stories import (
    HALF,
    SIZE,
    Cases,
    Story,
    began,
    ended,
    firmware,
    marked,
    one_pass,
    read,
    replugged,
    sampled,
    three_passes,
    wrote,
)


def resumed() -> Story:
    """Interrupted after its fingerprint; the last pass is put back over it, everything is read again."""
    back = (began(HALF, boot="boot-2"), wrote(0, 512), wrote(HALF, SIZE), read())
    return one_pass().adding(4, marked(), *back)


SPOILED: Cases = {
    ("failed", "mark-impossible"): {
        "a fingerprint elsewhere": one_pass().adding(4, marked(offset=512)),
        "a fingerprint before the drive": one_pass().adding(4, marked(offset=-512)),
        "a fingerprint of two sectors": one_pass().adding(4, marked(length=1024)),
        "a fingerprint of half a sector": one_pass().adding(4, marked(length=256)),
        "a fingerprint of nothing": one_pass().on(logical=0).adding(4, marked(length=0)),
        "a fingerprint of less than nothing": one_pass().on(logical=-1).adding(4, marked(length=-1)),
        "a fingerprint of half the drive": one_pass().on(logical=HALF).adding(4, marked(length=HALF)),
        "a fingerprint of the whole drive": one_pass().on(logical=SIZE).adding(4, marked(length=SIZE)),
        "a fingerprint that nobody can check": one_pass().adding(4, marked(sha256="")),
        "a fingerprint with more than a digest": one_pass().adding(4, marked(sha256="ab" * 33)),
    },
    ("failed", "mark-without-read-back"): {
        "a fingerprint before the read-back": one_pass().adding(3, marked()),
        "a fingerprint before anything is written": one_pass().adding(1, marked()),
        "a fingerprint instead of the read-back": one_pass().putting(3, marked()),
        "a fingerprint after more was written": one_pass().adding(4, wrote(0, HALF), marked()),
        "two fingerprints": one_pass().adding(4, marked(), marked()),
        "a fingerprint on a drive that was out of hand": one_pass().adding(4, began(SIZE), marked()),
        "a fingerprint after differences": one_pass().changing(3, mismatches=1).adding(4, marked()),
        "a fingerprint after unreadable bytes": one_pass()
        .changing(3, unreadable=((0, 512),))
        .adding(4, marked()),
        "a fingerprint over living canaries": firmware().changing(7, canaries_alive=1).adding(8, marked()),
        "a fingerprint between two passes": three_passes().adding(3, marked()),
    },
    ("failed", "mark-read-as-erased"): {
        "read again over a fingerprint": one_pass().adding(4, marked(), read()),
        "resumed without taking the fingerprint back": resumed().without(6),
        "half of it taken back": resumed().changing(6, upto=511),
        "its neighbour taken back": resumed().changing(6, start=1, upto=513),
        "a card read again over a fingerprint": replugged().adding(5, marked(), read()),
    },
    ("failed", "differences"): {
        "a fingerprint that the drive spoiled": one_pass().adding(4, sampled(mismatches=1)),
    },
    ("failed", "unreadable"): {
        "a fingerprint that cannot be read": one_pass().adding(4, sampled(read=0, unreadable=((0, 512),))),
    },
    ("failed", "drive-vanished"): {
        "gone after its fingerprint": one_pass().putting(4, marked(), ended("vanished")),
    },
}

HARMLESS: Cases = {
    ("sanitized clear",): {
        "a fingerprint, taken back and written again": resumed().adding(9, marked()),
        "a fingerprint, taken back": resumed(),
        "a fingerprint under a whole pass again": one_pass().adding(
            4, marked(), began(boot="boot-2"), wrote(0, SIZE), read(), marked()
        ),
        "a fingerprint on a card": replugged().adding(5, marked()),
        "a fingerprint of 4096 bytes": one_pass().on(logical=4096).adding(4, marked(length=4096)),
    },
    ("sanitized purge",): {
        "a fingerprint after samples": firmware().adding(8, marked()),
    },
}
