"""Evidence of every kind that a certificate can be about, all of it invented, all claims computed."""

import hashlib

from msgspec.structs import replace

from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.model import fingerprint, sector
from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.evidence import Evidence, LedgerPosition
from coordi_wipe.model.facts import Began, Ended, Marked, Noted, Planted, Read, Saw, Wrote
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan, Step

SIZE = 500_107_862_016
UUID = "019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f3"

DRIVE = Identity(
    node="/dev/sda",
    diskseq=9,
    model="Samsung SSD 860 EVO 500GB",
    serial="S3Z1NB0KX23456D",
    wwn="0x5002538e40a1b2c3",
    firmware="RVT04B6Q",
    medium="ata-ssd",
    source="drive",
    size=SIZE,
    logical=512,
    physical=512,
)

MACHINE = Machine(
    vendor="Dell Inc.",
    product="Latitude E7470",
    serial="5XK7Q32",
    uuid="4c4c4544-0058-4b10-8037-b5c04f513332",
    bios_version="1.36.3",
    bios_date="06/30/2022",
    processor="Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
)

TOOLS = {
    "coordi-wipe": "0.1.0",
    "hdparm": "9.65+ds-1",
    "smartmontools": "7.4-3",
    "nvme-cli": "2.13-1",
    "util-linux": "2.41-5",
    "linux": "6.12.48+deb13-amd64",
}

STEP = Step("overwrite", "clear", 1, "full", "nist-clear", ("random",))

ORGANISATION = Organisation(
    name="Comité d'Accueil Creusois – Co'Ordi",
    address="12 rue des Exemples, 23000 Guéret · atelier@coordi.example",
    place="Guéret",
    verification_host="preuve.coordi.example",
)


def at(minute: int) -> str:
    return f"2026-11-24T{8 + minute // 60:02}:{minute % 60:02}:00+00:00"


def evidence(facts, *, plan=None, rehearsal=False, **changes):
    """Evidence with these facts and the claim that follows from them."""
    plan = plan or Plan(DRIVE, None, (STEP,))
    made = Evidence(
        version=0,
        rules=0,
        uuid=UUID,
        rehearsal=rehearsal,
        tools=TOOLS,
        operator="OP07",
        tag="C23-0412-D1",
        lot="L-2026-11-03",
        machine=MACHINE,
        clock="untrusted",
        ledger=LedgerPosition(12, "8d3f0a61b27c94e5" * 4),
        plan=plan,
        facts=tuple(facts),
        keys=("5f" * 32,),
        claim=claim(plan, tuple(facts)),
    )
    return replace(made, **changes)


def overwrite_facts(drive=DRIVE, *, mismatches=0, notes=(), reads=True, skipped=()):
    """A one-pass overwrite read back in full, with what is asked gone wrong."""
    read = [Read(at(93), 5640.0, 0, "full", 1, drive.size, mismatches)] if reads else []
    return (
        Began(at(0), 60.0, "boot-1", drive, 0),
        *notes,
        Wrote(at(47), 2880.0, 0, 0, 0, drive.size, skipped),
        *read,
        Ended(at(94), 5700.0, "finished", drive),
    )


def note(code, kind="limit", cap="purge", **args):
    return Noted(at(1), 61.0, Reason(code, args), kind, cap)


def marked(before, plan, job=UUID, **said):
    """The fingerprint that is due after these facts of a job; `said`: what it says otherwise."""
    due = sector.due(job, plan, before, plan.drive, rehearsal=False)
    data = fingerprint.encode(replace(due, **said), plan.drive.logical)
    return Marked(at(601), 9301.0, 0, len(data), hashlib.sha256(data).hexdigest())


def sanitized(**changes):
    return evidence(overwrite_facts(), **changes)


def exceptions():
    """An identity that only an adapter gave: amber."""
    drive = replace(DRIVE, source="bridge", medium="usb-disk", model="USB3.0 Super Speed", wwn="")
    return evidence(overwrite_facts(drive), plan=Plan(drive, None, (STEP,)))


def failed():
    return evidence(overwrite_facts(mismatches=3), keys=())


def unverified():
    return evidence(overwrite_facts(reads=False), keys=())


def refused():
    ended = Ended(at(0), 60.0, "refused", DRIVE, Reason("another-drive"))
    return evidence((ended,), keys=())


def interrupted():
    facts = (
        Began(at(0), 60.0, "boot-1", DRIVE, 0),
        Wrote(at(9), 600.0, 0, 0, 0, SIZE // 4),
        Ended(at(10), 660.0, "cancelled", DRIVE),
    )
    return evidence(facts, keys=())


def firmware():
    """A firmware erase: every mark is gone, but no table of this version grants it a level."""
    step = Step("ata-sanitize-block-erase", "purge", 0, "sampled")
    facts = (
        Began(at(0), 60.0, "boot-1", DRIVE, 0),
        Planted(at(1), 61.0, 0, 258, "ab" * 32),
        Saw(at(2), 70.0, 0, "accepted", "50"),
        Saw(at(3), 80.0, 0, "completed", "50"),
        Read(at(4), 85.0, 0, "sampled", 258, 1_056_768, 0, (), 258, 0),
        Ended(at(5), 90.0, "finished", DRIVE),
    )
    return evidence(facts, plan=Plan(DRIVE, None, (step,)), keys=())


def rehearsed():
    drive = replace(DRIVE, medium="loop", source="none", model="", serial="", wwn="", firmware="")
    return evidence(overwrite_facts(drive), plan=Plan(drive, None, (STEP,)), rehearsal=True)


def longest():
    """As much as one page may ever have to say."""
    drive = replace(
        DRIVE,
        model="WDC WD101EFBX-68B0AN0 ULTRASTAR ENTERPRI",  # 40 characters, as ATA allows
        serial="WD-WXQ2A81H4C9V73KZ-20",
        wwn="0x50014ee2bf8c1d3a50014ee2bf8c1d3a",
        firmware="85.00A85-REV.C",
        medium="ata-sshd",
        source="bridge",
        size=20_000_588_955_648,
        physical=4096,
    )
    machine = replace(
        MACHINE,
        vendor="Hewlett-Packard Development Company, L.P.",
        product="HP EliteDesk 800 G2 Desktop Mini PC (TAA compliant)",
        version="SBKPF,DWKSBLF,SBKPFV2",
        serial="CZC6337XK7-REMPLACEMENT-CARTE-MERE",
        bios_version="N21 Ver. 02.58 (UEFI, mise à jour atelier)",
        processor="Intel(R) Core(TM) i7-6700T CPU @ 2.80GHz (4 cœurs, 8 fils)",
        virtual="VMware ESXi 8.0.3",
        notes=(Reason("remapped-drives", {"count": 2}),),
    )
    notes = [
        *(note(code) for code in ("virtual-machine", "hybrid-cache", "medium-in-doubt", "unreached-cells")),
        *(
            note(code)
            for code in ("bridge-identity-seen", "sampled-read-back", "disposable-drive", "resumed")
        ),
        note("skipped-in-earlier-pass", bytes=1_048_576),
        note("level-below-asked", "exception", wanted="purge", level="clear"),
        note("unallocated-capacity", "exception", bytes=123_456_789_012),
        note("boot-areas-left", "exception"),
        note("no-witness", "exception"),
        note("no-identity", "exception"),
    ]
    step = Step("overwrite", "clear", 7, "full", "dod-7", ("00", "ff", "random", "96", "00", "ff", "random"))
    wrote = [Wrote(at(n), 100.0 * n, 0, n, 0, drive.size) for n in range(7)]
    plan = Plan(drive, "purge", (step,))
    before = (
        Began(at(0), 60.0, "boot-1", drive, 0),
        *notes,
        *wrote,
        Read(at(600), 9300.0, 0, "full", 1, drive.size, 0),
    )
    return evidence(
        (*before, marked(before, plan), Ended(at(602), 9400.0, "finished", drive)),
        plan=plan,
        machine=machine,
        operator="OPERATEUR-STAGIAIRE-GROUPE-07-GUERET",
        tag="C23-0412-D12-BAIE-A",
        lot="LOT-2026-11-03 Mairie de Saint-Sulpice-les-Champs, annexe des services techniques",
        tools=TOOLS | {f"outil-supplémentaire-{n}": f"1.{n}.0-1+deb13u{n}" for n in range(8)},
    )


def wordy():
    """Reasons that fill more than a page: the list must fold, and say so."""
    unknown = [note(f"a-note-that-no-catalogue-knows-yet-{n}", "exception", why="x" * 200) for n in range(60)]
    return evidence(overwrite_facts(notes=unknown), keys=())


LONG_ORGANISATION = Organisation(
    name="Association intercommunale pour le réemploi solidaire du matériel informatique en Creuse",
    address="Bâtiment C, zone artisanale des Grandes Terres, 1234 route départementale de Limoges, "
    "23000 Saint-Sulpice-le-Guérétois · 05 55 00 00 00 · contact@reemploi-solidaire.example",
    title="Attestation d'effacement de support de données",
    place="Atelier du quai de réception, Saint-Sulpice-le-Guérétois",
    verification_host="verification.reemploi-solidaire.example",
)

EVERY_KIND = {
    "sanitized": sanitized,
    "exceptions": exceptions,
    "failed": failed,
    "unverified": unverified,
    "refused": refused,
    "interrupted": interrupted,
    "firmware": firmware,
    "longest": longest,
    "wordy": wordy,
}


def data(kind: str) -> bytes:
    """The bytes of evidence.json of this kind."""
    return encode(EVERY_KIND[kind]())
