"""Every technique on every temper: one cell each, run in process with the real tools."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity, Medium
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import AnyFact, Began, Ended, Planted, Ran, Read, Saw
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.rehearsal.temper import Temper
from coordi_wipe.sanitize import making
from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.firmware import Around, Commands, FailedError, Technique, erase
from drives.ata import AtaDisk
from drives.ata_pages import Shape
from drives.machine import CardBlock, Clock, NamespaceBlock, ScsiBlock, SimulatedBlock, SimulatedClaim
from drives.media import Media
from drives.mmc import Card, Emmc
from drives.nvme import Controller, Form
from drives.relay import Laboratory
from drives.sas import SasUnit
from drives.sat import SatUnit
from drives.scsi import Looks

SIZE = 4 << 20
SPARE = 64 << 10
SECRET = b"une lettre de quelqu'un ".ljust(32, b".")


TECHNIQUES: dict[tuple[str, str], Medium] = {
    ("ata-sanitize", "crypto"): "ata-ssd",
    ("ata-sanitize", "block"): "ata-ssd",
    ("ata-sanitize", "overwrite"): "ata-hdd",
    ("ata-security-erase", "enhanced"): "ata-ssd",
    ("ata-security-erase", "normal"): "ata-ssd",
    ("nvme-sanitize", "crypto"): "nvme",
    ("nvme-sanitize", "block"): "nvme",
    ("nvme-sanitize", "overwrite"): "nvme",
    ("nvme-format", "ses-2"): "nvme",
    ("nvme-format", "ses-1"): "nvme",
    ("scsi-sanitize", "crypto"): "scsi-ssd",
    ("scsi-sanitize", "block"): "scsi-ssd",
    ("scsi-sanitize", "overwrite"): "scsi-hdd",
    ("emmc-sanitize", "erase+sanitize"): "emmc",
    ("emmc-sanitize", "secure-erase"): "emmc",
}
"""What each technique is shown on."""


@dataclass(frozen=True)
class Bench:
    """A simulated drive on the bench: ours to erase, and its cells to look into."""

    claimed: SimulatedClaim
    medium: tuple[Media, ...]
    clock: Clock
    technique: Callable[[Commands], Technique]

    @property
    def remains(self) -> bool:
        """Whether somebody's letter can be read where the PC looks."""
        return any(SECRET in media.read(0, media.size) for media in self.medium)

    @property
    def remains_in_spare(self) -> bool:
        """Whether a laboratory would find it in the cells that nobody can address."""
        return any(SECRET in media.spare for media in self.medium)


def bench(folder: Path, laboratory: Laboratory, technique: str, kind: str, temper: Temper) -> Bench:
    """A drive that this technique is for, full of somebody's letters."""

    def make(commands: Commands) -> Technique:
        return making.TECHNIQUES[technique](commands, kind, 0.0)

    clock = Clock()
    medium = TECHNIQUES[technique, kind]
    count = 2 if medium == "nvme" else 1
    media = tuple(_full(folder / f"media{number}") for number in range(1, count + 1))
    for one in media:
        laboratory.ends.callback(one.close)
    if medium == "nvme":
        controller = Controller(folder, media, Form(), temper, clock=clock, asleep=clock.work)
        laboratory.nvme("nvme0", controller)
        blocks: list[SimulatedBlock] = [NamespaceBlock(controller, one) for one in (1, 2)]
        return Bench(_claimed(laboratory, clock, "/dev/nvme0n1", medium, blocks), media, clock, make)
    if medium == "emmc":
        card = Emmc(folder, media[0], Card(), temper, clock=clock, asleep=clock.work)
        laboratory.card("mmcblk0", card)
        return Bench(
            _claimed(laboratory, clock, "/dev/mmcblk0", medium, [CardBlock(card)]),
            media,
            clock,
            make,
        )
    if medium.startswith("scsi"):
        rotation = 1 if medium == "scsi-ssd" else 10500
        looks = Looks("SEAGATE", "ST600MM0026", "0003", "S0M00001", 0x5000C50000000002, rotation)
        unit: SasUnit | SatUnit = SasUnit(folder, media[0], looks, temper, clock=clock, asleep=clock.work)
    else:
        rotation = 1 if medium == "ata-ssd" else 7200
        disk = AtaDisk(folder, media[0], Shape(rotation=rotation), temper, clock=clock, asleep=clock.work)
        unit = SatUnit(disk)
    laboratory.scsi("sda", unit)
    return Bench(
        _claimed(laboratory, clock, "/dev/sda", medium, [ScsiBlock(unit)]),
        media,
        clock,
        make,
    )


def commands_of(laboratory: Laboratory, clock: Clock, unit: SasUnit | SatUnit) -> Commands:
    """Commands for /dev/sda that nobody records."""
    claimed = _claimed(laboratory, clock, "/dev/sda", "ata-ssd", [ScsiBlock(unit)])
    around = Around(
        ran=lambda *_: None,
        saw=lambda *_: None,
        planted=lambda *_: None,
        tick=lambda _: None,
        clock=clock,
        sleep=clock.sleep,
    )
    return Commands(claimed, around)


def _full(path: Path) -> Media:
    """Letters, no two alike: what repeats is a maker's pattern to whoever looks at it."""
    media = Media(path, SIZE, spare=SPARE)
    letter = len(SECRET) + 32
    media.write(0, b"".join(SECRET + b"%032d" % number for number in range(SIZE // letter)))
    media.hide_in_spare(SECRET * (SPARE // len(SECRET)))
    media.sync()
    return media


def _claimed(
    laboratory: Laboratory, clock: Clock, node: str, medium: Medium, blocks: list[SimulatedBlock]
) -> SimulatedClaim:
    identity = Identity(
        node=node,
        diskseq=1,
        model="SIMULATED",
        serial="SIM0001",
        wwn="",
        firmware="1.0",
        medium=medium,
        source="drive",
        size=sum(block.size for block in blocks),
        logical=512,
        physical=512,
    )
    return SimulatedClaim(laboratory, clock, identity, blocks)


@dataclass
class Told:
    """What happened in a cell: its facts, how it ended, and the claim."""

    facts: list[AnyFact] = field(default_factory=list)
    failed: FailedError | None = None
    halted: Halted | None = None
    claim: Claim | None = None


def run(bench: Bench, technique: str, kind: str) -> Told:
    """Runs the technique on the drive, and computes the claim from the facts as the worker would."""
    told = Told()
    identity, clock = bench.claimed.identity, bench.clock
    stamp = ("2026-11-29T00:00:00+00:00", 0.0)
    told.facts.append(Began(*stamp, boot="b", drive=identity, offset=0))
    around = Around(
        ran=lambda argv, code, output: told.facts.append(Ran(*stamp, 0, tuple(argv), code, output)),
        saw=lambda state, words: told.facts.append(Saw(*stamp, 0, state, words)),
        planted=lambda count, places: told.facts.append(Planted(*stamp, 0, count, places)),
        tick=lambda _: None,
        clock=clock,
        sleep=clock.sleep,
    )
    try:
        seen = erase(bench.technique(Commands(bench.claimed, around)), bench.claimed.blocks, around)
        told.facts.append(
            Read(
                *stamp,
                step=0,
                kind="sampled",
                places=seen.places,
                read=seen.read,
                mismatches=seen.like_before,
                unreadable=seen.unreadable,
                canaries_checked=seen.checked,
                canaries_alive=seen.alive,
            )
        )
    except FailedError as error:
        told.failed = error
    except Halted as error:
        told.halted = error
    how = told.halted.how if told.halted else "finished"
    told.facts.append(Ended(*stamp, how=how, drive=identity))
    step = Step(technique, "purge", 0, "sampled", scheme=kind)
    told.claim = claim(Plan(identity, None, (step,)), told.facts)
    return told
