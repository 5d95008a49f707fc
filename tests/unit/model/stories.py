"""Good stories of a drive being erased, as the worker records them, and small ways to spoil one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs

from coordi_wipe.model.base import Level, Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.evidence import RULES_VERSION, Claim, Evidence, LedgerPosition
from coordi_wipe.model.facts import AnyFact, Began, Ended, Marked, Noted, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.model.machine import Battery, Machine
from coordi_wipe.model.plan import Plan, Step

SIZE = 512 * 2000
HALF = SIZE // 2
FIRMWARE = "invented-firmware-erase"
"""A technique that no table knows: tests that need it give it a level themselves."""

DRIVE = Identity(
    node="/dev/sdz",
    diskseq=7,
    model="INVENTED HDD",
    serial="Z1F00001",
    wwn="0x5000c50000000001",
    firmware="CC43",
    medium="ata-hdd",
    source="drive",
    size=SIZE,
    logical=512,
    physical=4096,
)
AT = {"at": "2026-11-24T14:05:00Z", "up": 100.0}
OVERWRITE_1 = Step("overwrite", "clear", 1, "full", "nist-clear", ("random",))
OVERWRITE_3 = Step("overwrite", "clear", 3, "full", "dod-3", ("00", "~00", "random"))
ERASE = Step(FIRMWARE, "purge", 0, "sampled")


def began(
    offset: int = 0, number: int = 0, step: int = 0, boot: str = "boot-1", drive: Identity = DRIVE
) -> Began:
    return Began(**AT, boot=boot, drive=drive, offset=offset, step=step, number=number)


def wrote(
    start: int, upto: int, number: int = 0, step: int = 0, skipped: tuple[tuple[int, int], ...] = ()
) -> Wrote:
    return Wrote(**AT, step=step, number=number, start=start, upto=upto, skipped=skipped)


def read(step: int = 0, **changes: Any) -> Read:
    whole = Read(**AT, step=step, kind="full", places=1, read=SIZE, mismatches=0)
    return structs.replace(whole, **changes)


def sampled(step: int = 0, **changes: Any) -> Read:
    samples = Read(
        **AT, step=step, kind="sampled", places=300, read=300 * 512, mismatches=0, canaries_checked=256
    )
    return structs.replace(samples, **changes)


def saw(state: Any, step: int = 0) -> Saw:
    return Saw(**AT, step=step, state=state, status="50 00")


def planted(count: int = 256, step: int = 0) -> Planted:
    return Planted(**AT, step=step, count=count, places="ab" * 32)


def ran(step: int = 0, code: int = 0) -> Ran:
    return Ran(**AT, step=step, argv=("hdparm", "-I", "/dev/sdz"), code=code, output="")


def noted(code: str, kind: Any = "limit", cap: Level = "purge") -> Noted:
    return Noted(**AT, reason=Reason(code), kind=kind, cap=cap)


def marked(**changes: Any) -> Marked:
    return structs.replace(Marked(**AT, offset=0, length=512, sha256="cd" * 32), **changes)


def ended(how: Any = "finished", drive: Identity = DRIVE, reason: Reason | None = None) -> Ended:
    return Ended(**AT, how=how, drive=drive, reason=reason)


@dataclass(frozen=True)
class Story:
    """A plan and what happened; every method answers another story."""

    plan: Plan
    facts: tuple[AnyFact, ...]

    def without(self, *indices: int) -> "Story":
        return replace(self, facts=tuple(f for i, f in enumerate(self.facts) if i not in indices))

    def adding(self, index: int, *facts: AnyFact) -> "Story":
        return replace(self, facts=(*self.facts[:index], *facts, *self.facts[index:]))

    def putting(self, index: int, *facts: AnyFact) -> "Story":
        return self.without(index).adding(index, *facts)

    def changing(self, index: int, **changes: Any) -> "Story":
        return self.putting(index, structs.replace(self.facts[index], **changes))

    def planning(self, **changes: Any) -> "Story":
        return replace(self, plan=structs.replace(self.plan, **changes))

    def stepping(self, number: int, **changes: Any) -> "Story":
        steps = list(self.plan.steps)
        steps[number] = structs.replace(steps[number], **changes)
        return self.planning(steps=tuple(steps))

    def on(self, **changes: Any) -> "Story":
        """The same story of another drive, attachments kept."""
        facts = tuple(
            structs.replace(f, drive=structs.replace(f.drive, **changes))
            if isinstance(f, Began | Ended)
            else f
            for f in self.facts
        )
        drive = structs.replace(self.plan.drive, **changes)
        return replace(self, plan=structs.replace(self.plan, drive=drive), facts=facts)


Cases = dict[tuple[str, ...], dict[str, Story]]
"""(status and level, code of each reason) → what differs → the story."""


def _story(steps: tuple[Step, ...], *facts: AnyFact, wanted: Level | None = None) -> Story:
    return Story(Plan(DRIVE, wanted, steps), facts)


def one_pass() -> Story:
    return _story((OVERWRITE_1,), began(), wrote(0, HALF), wrote(HALF, SIZE), read(), ended())


def three_passes() -> Story:
    passes = [wrote(start, start + HALF, number) for number in range(3) for start in (0, HALF)]
    return _story((OVERWRITE_3,), began(), *passes, read(), ended())


def resumed() -> Story:
    """Interrupted right after a checkpoint, resumed there in another boot."""
    return _story(
        (OVERWRITE_1,),
        began(),
        wrote(0, HALF),
        began(HALF, boot="boot-2"),
        wrote(HALF, SIZE),
        read(),
        ended(),
    )


def rewound() -> Story:
    """Interrupted in the last of three passes, resumed a little before the checkpoint."""
    back = HALF - 4096
    story = three_passes()
    return story.putting(
        6, began(back, number=2, boot="boot-2"), wrote(back, HALF + 512, 2), wrote(HALF + 512, SIZE, 2)
    )


def restarted() -> Story:
    """What was written was not found again: the pass starts afresh."""
    return one_pass().adding(2, began(0, boot="boot-2"), wrote(0, HALF))


def restarted_earlier() -> Story:
    """In the middle of the third pass, work goes back into the second."""
    again = [wrote(HALF, SIZE, 1), wrote(0, HALF, 2)]
    return three_passes().adding(6, began(HALF, number=1, boot="boot-2"), *again)


def resumed_between_passes() -> Story:
    """The first pass was whole when the light went out."""
    return three_passes().adding(3, began(0, number=1, boot="boot-2"))


def resumed_for_read_back() -> Story:
    return one_pass().adding(3, began(SIZE, boot="boot-2"))


def fallback() -> Story:
    """The firmware erase fails, the overwrite that the plan had ready takes its place."""
    return _story(
        (ERASE, OVERWRITE_1),
        began(),
        planted(),
        ran(),
        saw("accepted"),
        saw("failed"),
        began(step=1),
        wrote(0, SIZE, step=1),
        read(step=1),
        ended(),
    )


def firmware() -> Story:
    return _story(
        (ERASE,),
        began(),
        saw("capability"),
        planted(),
        ran(),
        saw("accepted"),
        saw("running"),
        saw("completed"),
        sampled(),
        ended(),
    ).on(medium="ata-ssd")


def firmware_retried() -> Story:
    """Refused once after being accepted, accepted again."""
    return firmware().adding(5, saw("failed"), planted(), saw("accepted"))


def firmware_resumed() -> Story:
    """The PC lost power while the drive erased itself; the drive went on."""
    story = firmware()
    return story.adding(6, began(boot="boot-2", drive=story.plan.drive))


def replugged() -> Story:
    """A card: two passes, taken out, put in again, read back."""
    card = structs.replace(DRIVE, medium="usb-flash")
    again = structs.replace(card, diskseq=8)
    step = Step("overwrite", "clear", 2, "full", "flash", ("55", "~55"))
    return Story(
        Plan(card, None, (step,)),
        (
            began(drive=card),
            wrote(0, SIZE),
            wrote(0, SIZE, 1),
            began(SIZE, number=1, drive=again),
            read(),
            ended(drive=again),
        ),
    )


GOOD: dict[str, tuple[Callable[[], Story], Level]] = {
    "one pass": (one_pass, "clear"),
    "three passes": (three_passes, "clear"),
    "resumed": (resumed, "clear"),
    "rewound": (rewound, "clear"),
    "restarted": (restarted, "clear"),
    "restarted at an earlier pass": (restarted_earlier, "clear"),
    "resumed between passes": (resumed_between_passes, "clear"),
    "resumed for the read-back": (resumed_for_read_back, "clear"),
    "fallback": (fallback, "clear"),
    "firmware": (firmware, "purge"),
    "firmware retried": (firmware_retried, "purge"),
    "firmware resumed": (firmware_resumed, "purge"),
    "flash plugged again": (replugged, "clear"),
}
"""Every way to a plain `sanitized`, with the level that it gives once FIRMWARE may claim Purge."""


def evidence(story: Story, claimed: Claim) -> Evidence:
    """The evidence of a story."""
    return Evidence(
        version=0,
        rules=RULES_VERSION,
        uuid="0193569c-0000-7000-8000-000000000001",
        rehearsal=True,
        tools={"hdparm": "9.65"},
        operator="A12",
        tag="0042",
        lot="L7",
        machine=Machine(vendor="INVENTED", batteries=(Battery("BAT0", 87),), notes=(Reason("x", {"n": 1}),)),
        clock="untrusted",
        ledger=LedgerPosition(3, "ef" * 32),
        plan=story.plan,
        facts=story.facts,
        keys=("00" * 32,),
        claim=claimed,
    )
