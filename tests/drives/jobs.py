"""A whole job on a simulated drive: what it says it can do, the plan, every step of it, the claim."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

from inprocess import with_plan
from msgspec import structs

from coordi_wipe.hardware import abilities
from coordi_wipe.hardware.mmc import registers_question
from coordi_wipe.jobs import erasing, work
from coordi_wipe.jobs.folder import Job
from coordi_wipe.model.base import Level, Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Ability, Drive, Identity, Medium
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.plan import Plan
from coordi_wipe.rehearsal.temper import HONEST, Temper
from coordi_wipe.sanitize import policy
from coordi_wipe.sanitize.firmware import Commands, Technique
from drives import cells
from drives.cells import Bench
from drives.nvme import Form
from drives.relay import Laboratory

BOOT = "this-boot"


@dataclass
class Trial:
    """A simulated drive, what is to be done to it, and what came of it so far."""

    bench: Bench
    drive: Drive
    job: Job
    facts: list[AnyFact] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    claim: Claim | None = None

    @property
    def plan(self) -> Plan:
        return self.job.plan

    @property
    def reason(self) -> str:
        """The first reason of the claim; "" where there is none."""
        return self.claim.reasons[0].code if self.claim is not None and self.claim.reasons else ""

    def of(self, kind: type) -> list[AnyFact]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def run(
        self,
        *,
        on_fact: Callable[[AnyFact], None] = lambda _: None,
        on_tick: Callable[[], None] = lambda: None,
    ) -> "Trial":
        """Does the job, or goes on with it. `on_fact` and `on_tick` may raise: killed at that moment."""

        def record(fact: AnyFact) -> bool:
            self.facts.append(fact)
            on_fact(fact)
            return True

        def tick(step: int, stage: str, number: int, moved: int) -> None:
            del step, number, moved
            self.stages.append(stage)
            on_tick()

        around = work.Surroundings(
            record=record,
            insist=lambda: None,
            intend=lambda: None,
            tick=tick,
            look=lambda: self.bench.claimed.identity,
            wall=lambda: 1_764_000_000.0 + self.bench.clock.now,
            up=self.bench.clock,
            boot=BOOT,
            sleep=self.bench.clock.sleep,
        )
        with patch.object(erasing, "_TURN", 60.0):  # of a clock that only we let go on
            self.claim = work.run_job(self.job, self.bench.claimed, tuple(self.facts), around)
        assert self.claim == claim(self.plan, self.facts)
        return self


def trial(
    folder: Path,
    laboratory: Laboratory,
    medium: Medium,
    temper: Temper,
    *,
    wanted: Level | None = None,
    method: str = policy.AUTO,
    model: str = "SIMULATED",
    form: Form = Form(),  # noqa: B008 - frozen
) -> Trial:
    """A drive of this temper, planned for as the product does. Raises what `policy.plan` raises."""
    made = cells.drive(folder, laboratory, medium, temper, _planned_later, form=form)
    claimed = replace(made.claimed, identity=structs.replace(made.claimed.identity, model=model))
    made = replace(made, claimed=claimed)
    drive = Drive(
        claimed.identity,
        "sata",
        abilities=able(laboratory, claimed.identity),
        notes=(Reason("ata-locked"),) if medium.startswith("ata") and temper.locked else (),
    )
    return Trial(made, drive, with_plan(policy.plan(drive, wanted, method), boot=BOOT, fingerprint=True))


def plugged_again(before: Trial, folder: Path, laboratory: Laboratory, mood: Temper = HONEST) -> Trial:
    """The same drive and job at another PC, after a power cut: the drive kept its state and its bytes."""
    identity = before.bench.claimed.identity
    made = cells.drive(folder, laboratory, identity.medium, mood, _planned_later)
    claimed = replace(made.claimed, identity=structs.replace(identity, diskseq=identity.diskseq + 1))
    return Trial(replace(made, claimed=claimed), before.drive, before.job, list(before.facts))


def _planned_later(_: Commands) -> Technique:
    raise NotImplementedError


def able(laboratory: Laboratory, identity: Identity) -> tuple[Ability, ...]:
    """What the drive's own words are, by the tools that detection uses."""
    node = identity.node

    def said(*argv: str) -> bytes:
        return laboratory.run(*argv).stdout

    match identity.medium:
        case "nvme":
            return abilities.of_nvme(said("nvme", "id-ctrl", "-o", "json", node))
        case "emmc":
            return abilities.of_emmc(said(*registers_question(node)))
        case "scsi-hdd" | "scsi-ssd":
            return abilities.of_scsi(said("sg_opcodes", node))
    printed = said("hdparm", "-I", node)
    return abilities.of_ata(printed, said("hdparm", "--sanitize-status", node))
