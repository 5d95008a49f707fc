"""An overwrite: every byte of every pass, and its read-back."""

from msgspec import structs
from unit.model.stories import (
    HALF,
    SIZE,
    Cases,
    Story,
    began,
    ended,
    fallback,
    one_pass,
    planted,
    read,
    replugged,
    restarted,
    restarted_earlier,
    resumed,
    resumed_between_passes,
    resumed_for_read_back,
    rewound,
    sampled,
    saw,
    three_passes,
    wrote,
)

CARD = replugged().plan.drive
AGAIN = replugged().facts[3]

SPOILED: Cases = {
    ("failed", "plan-does-not-hold-together"): {
        "a pass too many in the plan": one_pass().stepping(0, passes=2),
        "negative passes": one_pass().stepping(0, passes=-1),
        "passes of a firmware technique": one_pass().stepping(0, technique="invented-firmware-erase"),
        "an overwrite without passes": one_pass().stepping(0, passes=0, patterns=()),
        "an overwrite to be sampled": one_pass().stepping(0, verify="sampled"),
    },
    ("failed", "facts-of-another-technique"): {
        "canaries in an overwrite": one_pass().adding(1, planted()),
        "firmware words in an overwrite": one_pass().adding(1, saw("accepted")),
    },
    ("failed", "gap"): {
        "first write missing": one_pass().without(1),
        "last write missing": one_pass().without(2),
        "nothing written": one_pass().without(1, 2),
        "a byte missing at the start": one_pass().changing(1, start=1),
        "a byte missing at the start of the second pass": three_passes().changing(3, start=1),
        "a byte missing at the start of a fallback": fallback().without(5).changing(5, start=1),
        "a byte missing in the middle": one_pass().changing(2, start=HALF + 1),
        "a byte missing at the end": one_pass().changing(2, upto=SIZE - 1),
        "writes in the wrong order": one_pass().putting(1, wrote(HALF, SIZE)).putting(2, wrote(0, HALF)),
        "a range below zero": one_pass().changing(1, start=-512),
        "one pass of three missing": three_passes().without(3, 4),
        "last pass missing": three_passes().without(5, 6),
        "half of the first pass missing": three_passes().without(2),
        "half of the last pass missing": three_passes().without(6),
        "passes in the wrong order": three_passes()
        .putting(1, wrote(0, SIZE, 1))
        .putting(2, wrote(0, SIZE, 0)),
        "a pass that the plan has not": one_pass().adding(3, wrote(0, SIZE, 1)),
        "a pass below the first, whole": one_pass().changing(0, number=-1, offset=SIZE),
        "a byte below zero": one_pass().changing(1, start=-1),
        "an earlier pass again, unannounced, then the last": restarted_earlier().without(6),
        "a pass below the first": one_pass().changing(1, number=-1),
        "an earlier pass again, unannounced": three_passes().adding(6, wrote(HALF, SIZE, 1)),
        "resumed beyond what was written": resumed().changing(2, offset=HALF + 512),
        "resumed below zero": resumed().changing(2, offset=-1),
        "rewound, a byte not written again": rewound().changing(7, start=HALF - 4095),
        "rewound, and not written on": rewound().without(7, 8),
        "began in the middle": one_pass().changing(0, offset=HALF),
        "began at the end": one_pass().without(1, 2).changing(0, offset=SIZE),
        "began in a later pass": three_passes().changing(0, number=1),
        "began in a pass below the first": one_pass().changing(0, number=-1),
        "resumed in a later pass": rewound().changing(6, number=3),
        "next pass begun too early": three_passes().adding(2, began(0, number=1)),
        "next pass begun in its middle": resumed_between_passes().changing(3, offset=512),
        "back to an earlier pass, beyond its end": restarted_earlier().changing(6, offset=SIZE + 512),
        "back to an earlier pass, below zero": restarted_earlier().changing(6, number=-1),
        "back to an earlier pass, which is not finished again": restarted_earlier().without(7),
        "rewound after the last byte": resumed_for_read_back().changing(3, offset=SIZE - 512),
        "rewound after the read-back": one_pass().adding(4, began(SIZE - 512)),
    },
    ("failed", "impossible-range"): {
        "beyond the end": one_pass().changing(2, upto=SIZE + 512),
        "an empty range": one_pass().adding(2, wrote(HALF, HALF)),
        "a range backwards": one_pass().adding(2, wrote(HALF, 0)),
        "skipped backwards": one_pass().changing(1, skipped=((1024, 512),)),
        "skipped nothing": one_pass().changing(1, skipped=((512, 512),)),
        "skipped below the write": one_pass().changing(2, skipped=((HALF - 512, HALF + 512),)),
        "skipped beyond the write": one_pass().changing(1, skipped=((HALF - 512, HALF + 512),)),
        "a second skip of nonsense": one_pass().changing(1, skipped=((0, 512), (-512, 0))),
    },
    ("failed", "not-overwritten"): {
        "one sector skipped": one_pass().changing(1, skipped=((512, 1024),)),
        "the last sector skipped": one_pass().changing(2, skipped=((SIZE - 512, SIZE),)),
        "skipped in the last pass": three_passes().changing(5, skipped=((0, 512),)),
        "skipped below the resume": resumed().changing(1, skipped=((0, 512),)),
        "skipped again after the restart": restarted().changing(3, skipped=((0, 512),)),
    },
    ("unverified", "no-read-back"): {
        "not read back": one_pass().without(3),
        "a card plugged again too late": replugged().without(3).adding(4, AGAIN),
        "read before the writes": one_pass().without(3).adding(1, read()),
        "read before the last write": one_pass().without(3).adding(2, read()),
        "written again after the read-back": one_pass().adding(4, wrote(0, HALF)),
    },
    ("unverified", "read-back-not-whole"): {
        "read only in parts": one_pass().putting(3, sampled()),
        "sampled, though of every byte": one_pass().changing(3, kind="sampled"),
        "a byte not read": one_pass().changing(3, read=SIZE - 1),
        "a byte too many read": one_pass().changing(3, read=SIZE + 1),
        "nothing read": one_pass().changing(3, read=0),
        "a lesser read-back last": one_pass().adding(4, read(read=512)),
    },
    ("failed", "differences"): {
        "one byte differs": one_pass().changing(3, mismatches=1),
        "differences below zero": one_pass().changing(3, mismatches=-1),
        "differences, then read again": one_pass().adding(3, read(mismatches=1)),
        "differences, then out of hand, then read again": one_pass().adding(
            3, read(mismatches=1), began(SIZE)
        ),
        "differences in part of a read-back": one_pass().changing(3, read=512, mismatches=9),
        "a card that forgot": replugged().changing(4, mismatches=SIZE),
    },
    ("failed", "unreadable"): {
        "one sector unreadable": one_pass().changing(3, unreadable=((0, 512),)),
        "unreadable nonsense": one_pass().changing(3, unreadable=((512, 512),)),
    },
    ("failed", "canaries-alive"): {
        "canaries alive under an overwrite": one_pass().changing(3, canaries_alive=1),
    },
    ("unverified", "not-plugged-again"): {
        "a card not plugged again": replugged().without(3),
        "a card plugged again before the last write": replugged()
        .without(3)
        .adding(2, AGAIN)
        .changing(2, number=0),
        "a card of the same attachment": replugged().putting(3, began(SIZE, 1, drive=CARD)),
        "a card of an older attachment": replugged().putting(
            3, began(SIZE, 1, drive=structs.replace(CARD, diskseq=6))
        ),
        "a card seen after a reboot": replugged().changing(3, boot="boot-2"),
        "an SD card not plugged again": replugged().on(medium="sd").without(3),
    },
    ("failed", "too-few-passes"): {
        "a card in one pass": one_pass().on(medium="usb-flash"),
        "an SD card in one pass": one_pass().on(medium="sd"),
    },
}
"""Expected status, level and reasons → what is wrong → the story."""

HARMLESS: Cases = {
    ("sanitized clear",): {
        "capability read before an overwrite": one_pass().adding(1, saw("capability")),
        "read twice": one_pass().adding(3, read()),
        "differences, then written again": one_pass().adding(2, read(mismatches=9, read=HALF)),
        "overlapping writes": one_pass().changing(2, start=HALF - 512),
        "written twice": one_pass().adding(2, wrote(0, 512)),
        "skipped in an earlier pass": three_passes()
        .changing(1, skipped=((0, 512),))
        .changing(3, skipped=((0, 512),)),
        "skipped, then restarted": restarted().changing(1, skipped=((0, 512),)),
        "skipped above the resume": rewound().changing(5, skipped=((HALF - 4096, HALF),)),
        "skipped, then back to an earlier pass": restarted_earlier().changing(5, skipped=((0, 512),)),
        "one byte only": Story(one_pass().plan, (began(), wrote(0, 1), read(read=1), ended())).on(size=1),
        "a fallback without a beginning of its own": fallback().without(5),
        "one sector only": Story(one_pass().plan, (began(), wrote(0, 512), read(read=512), ended())).on(
            size=512
        ),
        "an SD card plugged again": replugged().on(medium="sd"),
        "a card read before and after": replugged().adding(3, read()),
        "a card plugged again twice": replugged().adding(3, AGAIN),
    },
}
"""What differs from a good story and changes nothing but, perhaps, the level."""
