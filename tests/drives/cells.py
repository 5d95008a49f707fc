"""Every technique on every temper: one cell each, run in process with the real tools."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity, Medium
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import AnyFact, Began, Ended, Planted, Ran, Read, Saw
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.rehearsal.temper import Temper
from coordi_wipe.sanitize.control import Halted
from coordi_wipe.sanitize.firmware import Around, Commands, FailedError, Technique, erase
from coordi_wipe.sanitize.techniques.ata_sanitize import AtaSanitize
from coordi_wipe.sanitize.techniques.ata_security_erase import AtaSecurityErase
from coordi_wipe.sanitize.techniques.emmc_sanitize import EmmcSanitize
from coordi_wipe.sanitize.techniques.nvme_format import NvmeFormat
from coordi_wipe.sanitize.techniques.nvme_sanitize import NvmeSanitize
from coordi_wipe.sanitize.techniques.scsi_sanitize import ScsiSanitize
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


class Way(NamedTuple):
    """What a technique is shown on, and how it is made."""

    medium: Medium
    make: Callable[[Commands], Technique]


def _erases(*, enhanced: bool) -> Callable[[Commands], Technique]:
    return lambda commands: AtaSecurityErase(commands, enhanced=enhanced, locking=lambda: None)


def _formats(setting: int) -> Callable[[Commands], Technique]:
    return lambda commands: NvmeFormat(commands, setting, ((1, 0), (2, 0)), 60.0)


TECHNIQUES: dict[tuple[str, str], Way] = {
    ("ata-sanitize", "crypto"): Way("ata-ssd", lambda commands: AtaSanitize(commands, "crypto")),
    ("ata-sanitize", "block"): Way("ata-ssd", lambda commands: AtaSanitize(commands, "block")),
    ("ata-sanitize", "overwrite"): Way("ata-hdd", lambda commands: AtaSanitize(commands, "overwrite")),
    ("ata-security-erase", "enhanced"): Way("ata-ssd", _erases(enhanced=True)),
    ("ata-security-erase", "normal"): Way("ata-ssd", _erases(enhanced=False)),
    ("nvme-sanitize", "crypto"): Way("nvme", lambda commands: NvmeSanitize(commands, "crypto")),
    ("nvme-sanitize", "block"): Way("nvme", lambda commands: NvmeSanitize(commands, "block")),
    ("nvme-sanitize", "overwrite"): Way("nvme", lambda commands: NvmeSanitize(commands, "overwrite")),
    ("nvme-format", "ses-2"): Way("nvme", _formats(2)),
    ("nvme-format", "ses-1"): Way("nvme", _formats(1)),
    ("scsi-sanitize", "crypto"): Way("scsi-ssd", lambda commands: ScsiSanitize(commands, "crypto")),
    ("scsi-sanitize", "block"): Way("scsi-ssd", lambda commands: ScsiSanitize(commands, "block")),
    ("scsi-sanitize", "overwrite"): Way("scsi-hdd", lambda commands: ScsiSanitize(commands, "overwrite")),
    ("emmc-sanitize", "erase+sanitize"): Way(
        "emmc", lambda commands: EmmcSanitize(commands, "erase+sanitize")
    ),
    ("emmc-sanitize", "secure-erase"): Way("emmc", lambda commands: EmmcSanitize(commands, "secure-erase")),
}


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
    clock = Clock()
    medium, make = TECHNIQUES[technique, kind]
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
    media = Media(path, SIZE, spare=SPARE)
    media.write(0, SECRET * (SIZE // len(SECRET)))
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
                mismatches=0,
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
