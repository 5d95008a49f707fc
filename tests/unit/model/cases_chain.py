"""The story itself: one drive, from its beginning to its end, step after step."""

from typing import Any

from msgspec import structs
from unit.model.stories import (
    DRIVE,
    ERASE,
    HALF,
    OVERWRITE_1,
    SIZE,
    Cases,
    Story,
    began,
    ended,
    fallback,
    firmware,
    marked,
    noted,
    one_pass,
    planted,
    ran,
    resumed,
    saw,
    wrote,
)

from coordi_wipe.model.base import Reason

OTHER = structs.replace(DRIVE, serial="Z1F00002")


def _ended_as(**changes: Any) -> Story:
    """The drive at the end differs from the planned one in this alone."""
    return one_pass().putting(4, ended(drive=structs.replace(DRIVE, **changes)))


TWICE = one_pass().planning(steps=(OVERWRITE_1, OVERWRITE_1))
NOT_YET = one_pass().without(1, 2, 3, 4)

SPOILED: Cases = {
    ("interrupted", "not-ended"): {
        "no facts at all": Story(one_pass().plan, ()),
        "no end": one_pass().without(4),
        "a fact after the end": one_pass().adding(5, noted("resumed")),
    },
    ("failed", "facts-after-the-end"): {
        "two ends": one_pass().adding(5, ended()),
        "an end in the middle": one_pass().adding(2, ended()),
        "cancelled before": one_pass().adding(2, ended("cancelled")),
    },
    ("failed", "never-began"): {
        "never began": one_pass().without(0),
        "something before it began": one_pass().adding(0, wrote(0, HALF)),
        "a note before it began": one_pass().adding(0, noted("resumed")),
        "ended alone": Story(one_pass().plan, (ended(),)),
    },
    ("failed", "gap"): {
        "began and ended": Story(one_pass().plan, (began(), ended())),
        "the fallback began, and no more": TWICE.adding(4, began(step=1)),
        "the fallback ran a command, and no more": TWICE.adding(4, ran(step=1)),
        "the fallback was read, the first written": TWICE.changing(3, step=1),
    },
    ("failed", "steps-out-of-order"): {
        "a plan without steps": one_pass().planning(steps=()),
        "a step that the plan has not": one_pass().changing(2, step=1),
        "a step before the first": one_pass().changing(0, step=-1),
        "negative steps only": one_pass()
        .changing(0, step=-1)
        .changing(1, step=-1)
        .changing(2, step=-1)
        .changing(3, step=-1),
        "back to an earlier step": fallback().adding(8, wrote(0, HALF)),
        "resumed in an earlier step": fallback().adding(7, began(step=0)),
        "read in another step": fallback().changing(7, step=0),
    },
    ("failed", "drive-without-size"): {
        "a drive without size": one_pass().on(size=0),
        "a drive of negative size": one_pass().on(size=-SIZE),
    },
    ("interrupted", "cancelled"): {
        "cancelled": one_pass().putting(4, ended("cancelled")),
    },
    ("failed", "drive-vanished"): {
        "vanished": one_pass().putting(4, ended("vanished")),
    },
    ("failed", "gave-up"): {
        "gave up": one_pass().putting(4, ended("gave_up")),
    },
    ("failed", "budget"): {
        "gave up, why": one_pass().putting(4, ended("gave_up", reason=Reason("budget"))),
    },
    ("failed", "eio"): {
        "vanished, why": one_pass().putting(4, ended("vanished", reason=Reason("eio"))),
    },
    ("interrupted", "key"): {
        "cancelled, why": one_pass().putting(4, ended("cancelled", reason=Reason("key"))),
    },
    ("refused", "refused"): {
        "refused": Story(one_pass().plan, (ended("refused"),)),
        "began, refused": Story(one_pass().plan, (began(), ended("refused"))),
        "looked, refused": firmware().without(2, 3, 4, 5, 6, 7, 8).adding(2, ended("refused")),
    },
    ("refused", "held"): {
        "refused, why": Story(one_pass().plan, (ended("refused", reason=Reason("held")),)),
    },
    ("failed", "refused-after-start"): {
        "wrote, refused": one_pass().putting(4, ended("refused")),
        "ran, refused": NOT_YET.adding(1, ran(), ended("refused")),
        "planted, refused": NOT_YET.adding(1, planted(), ended("refused")),
        "accepted, refused": NOT_YET.adding(1, saw("accepted"), ended("refused")),
    },
    ("failed", "held"): {
        "wrote, refused, why": one_pass().putting(4, ended("refused", reason=Reason("held"))),
    },
    ("unverified", "no-read-back"): {
        "fallback not read back": fallback().without(7),
        "out of hand after the read-back": one_pass().adding(4, began(SIZE, boot="boot-2")),
        "out of hand after the samples": firmware().adding(8, began(drive=firmware().plan.drive)),
    },
    ("sanitized_with_exceptions clear", "level-below-asked"): {
        "fallback below the asked level": fallback().planning(wanted="purge"),
    },
    ("failed", "another-drive"): {
        "another drive began": one_pass().putting(0, began(drive=OTHER)),
        "another drive resumed": resumed().putting(2, began(HALF, drive=OTHER)),
        "another model at the end": _ended_as(model="OTHER"),
        "another serial at the end": _ended_as(serial="OTHER"),
        "another WWN at the end": _ended_as(wwn="0x0"),
        "another firmware at the end": _ended_as(firmware="OTHER"),
        "another medium at the end": _ended_as(medium="ata-sshd"),
        "another source at the end": _ended_as(source="bridge"),
        "another size at the end": _ended_as(size=SIZE + 512),
        "another logical sector at the end": _ended_as(logical=4096),
        "another physical sector at the end": _ended_as(physical=512),
    },
}
"""Expected status, level and reasons → what is wrong → the story."""

HARMLESS: Cases = {
    ("sanitized clear",): {
        "other attachment at the end": one_pass().putting(
            4, ended(drive=structs.replace(DRIVE, node="/dev/sdq", diskseq=9))
        ),
        "fingerprint after the read-back": one_pass().adding(4, marked()),
        "commands on the way": one_pass().adding(1, ran(code=5)).adding(4, ran()),
        "the same beginning twice": one_pass().adding(1, began()),
        "a first step that was whole": one_pass().planning(steps=(OVERWRITE_1, ERASE)),
    },
    ("sanitized purge",): {
        "firmware first, an overwrite in reserve": firmware().planning(steps=(ERASE, OVERWRITE_1)),
    },
}
"""What differs from a good story and changes nothing but, perhaps, the level."""
