"""A firmware erase: the drive's own words, and canaries."""

from unit.model.stories import SIZE, Cases, began, firmware, firmware_retried, planted, sampled, saw, wrote

SMALL = firmware().on(size=100 * 512)
WHOLE = firmware().stepping(0, verify="full")

SPOILED: Cases = {
    ("failed", "plan-does-not-hold-together"): {
        "firmware with passes' patterns": firmware().stepping(0, patterns=("00",)),
    },
    ("failed", "facts-of-another-technique"): {
        "firmware, yet written": firmware().adding(2, wrote(0, SIZE)),
    },
    ("failed", "no-completion-seen"): {
        "firmware without a command accepted": firmware().without(4, 5),
        "firmware only able": firmware().without(4, 5).adding(4, saw("capability")),
        "firmware never completed": firmware().without(6),
        "completed before accepted": firmware().without(6).adding(4, saw("completed")),
        "failed after completed": firmware().adding(7, saw("failed")),
        "failed, then completed": firmware().adding(6, saw("failed")),
        "running again after completed": firmware().adding(7, saw("running")),
        "accepted again after the read-back": firmware().adding(8, saw("accepted")),
        "exit code 0 and no word of the drive": firmware().without(4, 5, 6),
    },
    ("failed", "canaries-alive"): {
        "one canary alive": firmware().changing(7, canaries_alive=1),
        "canaries alive, then out of hand, then read again": firmware().adding(
            7, sampled(canaries_alive=1), began(drive=firmware().plan.drive)
        ),
        "canaries alive, then read again": firmware().adding(7, sampled(canaries_alive=1)),
    },
    ("failed", "differences"): {
        "differences after firmware": firmware().changing(7, mismatches=3),
    },
    ("failed", "unreadable"): {
        "unreadable after firmware": firmware().changing(7, unreadable=((0, 512),)),
    },
    ("unverified", "no-read-back"): {
        "firmware not read back": firmware().without(7),
        "firmware read too early": firmware().without(7).adding(6, sampled()),
        "firmware read between two erases": firmware().adding(8, saw("accepted"), saw("completed")),
    },
    ("unverified", "too-few-canaries"): {
        "no canaries": firmware().without(2),
        "one canary too few": firmware().changing(2, count=255),
        "canaries below zero": firmware().changing(2, count=-1),
        "canaries planted after it was accepted": firmware().without(2).adding(4, planted()),
        "canaries planted after it was complete": firmware().without(2).adding(6, planted()),
        "canaries planted anew after the erase": firmware().adding(7, planted()),
        "canaries planted while it runs": firmware().without(2, 4).adding(4, planted()),
        "fewer canaries planted the second time": firmware_retried().changing(6, count=9),
        "one canary too few on a small drive": SMALL.changing(2, count=99),
        "no canary on a drive smaller than a block": firmware().on(size=100).without(2),
    },
    ("unverified", "canaries-not-checked"): {
        "one canary not looked at": firmware().changing(7, canaries_checked=255),
        "more canaries planted than looked at": firmware().changing(2, count=257),
        "canaries said to be looked at, nothing read": firmware().changing(7, read=0),
        "canaries looked at, then a lesser look": firmware().adding(8, sampled(canaries_checked=0)),
    },
    ("unverified", "read-back-not-whole"): {
        "to be read whole, sampled": WHOLE,
        "to be read whole, not quite": WHOLE.changing(7, kind="full", read=SIZE - 1),
        "said to be whole, not quite": firmware().changing(7, kind="full", read=SIZE - 1),
    },
}
"""Expected status, level and reasons → what is wrong → the story."""

HARMLESS: Cases = {
    ("sanitized purge",): {
        "firmware seen running only": firmware().without(4),
        "firmware accepted only": firmware().without(5),
        "firmware completed, said twice": firmware().adding(8, saw("completed")),
        "canaries alive before it was complete": firmware().adding(6, sampled(canaries_alive=9)),
        "more canaries than needed": firmware().changing(2, count=300).changing(7, canaries_checked=300),
        "one canary for each block": SMALL.changing(2, count=100).changing(7, canaries_checked=100),
        "one canary on a tiny drive": firmware()
        .on(size=100)
        .changing(2, count=1)
        .changing(7, canaries_checked=1),
        "a drive without block size": firmware().on(logical=0),
        "firmware read whole": WHOLE.changing(7, kind="full", read=SIZE),
    },
}
"""What differs from a good story and changes nothing but, perhaps, the level."""
