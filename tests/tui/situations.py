"""Situations that screens are drawn for: drives, jobs and what a person said, made up but of real shape."""

from msgspec.structs import replace

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Content, Drive, Health, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.fingerprint import Fingerprint
from coordi_wipe.model.machine import Battery, Machine
from coordi_wipe.model.place import Place
from coordi_wipe.model.progress import Progress
from coordi_wipe.model.tag import Tag
from coordi_wipe.sanitize import policy
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import Offer, Paper, Stick, World

GIB = 1 << 30
LATITUDE = Machine(vendor="Dell Inc.", product="Latitude 5490", serial="7XK1P72", chassis="laptop")
OPENED = Stick("opened", "2026-12-04", inventory=True)


def identity(number=1, **more):
    """An internal SATA SSD; each number another drive."""
    fields = {
        "node": f"/dev/sd{'abcdefghijklmnopqrstuvwxyz'[number - 1]}",
        "diskseq": number,
        "model": "Samsung SSD 860 EVO 250GB",
        "serial": f"S3YJNB0K{number:03}7F2A"[:-1] + "ABCDEFGHJKLMNPQRSTUVWXYZ"[number - 1],
        "wwn": f"0x5002538e40{number:06x}",
        "firmware": "RVT02B6Q",
        "medium": "ata-ssd",
        "source": "drive",
        "size": 250 * 10**9,
        "logical": 512,
        "physical": 512,
    }
    return Identity(**{**fields, **more})


def drive(
    number=1, transport="sata", health="pass", content=None, protection=(), notes=(), mark=None, **more
):
    """A drive with Windows on it."""
    windows = (
        Content("sda1", 100 << 20, "vfat", "SYSTEM"),
        Content("sda3", 230 * GIB, "ntfs", "Windows"),
        Content("sda4", 1 * GIB, "ntfs", "Recovery"),
    )
    return Drive(
        identity(number, **more),
        transport,
        content=windows if content is None else content,
        health=Health(health),
        protection=protection,
        notes=notes,
        fingerprint=mark,
    )


def offer(found):
    """What would be done to it."""
    if found.protection:
        return Offer(found, refused=found.protection[0])
    try:
        plan = policy.plan(found, None, "auto")
    except RefusedError as error:
        return Offer(found, refused=error.reason)
    return Offer(found, plan, None, policy.attainable(plan.steps[0], plan.notes, plan.drive), 1430.0)


def world(*drives, **more):
    """A laptop with these drives, on mains."""
    given = {
        "looked": True,
        "machine": LATITUDE,
        "offers": tuple(map(offer, drives)),
        "stick": OPENED,
        **more,
    }
    return World(**given)


def uuid(number):
    return f"01924b1e-7c00-7abc-8def-{number:012d}"


def job(number=1, state="running", tag=None, claim=None, why=None, done=0.42, **more):
    """A job on the drive of this number. `done`: the part of this pass that is done."""
    size = 250 * 10**9
    fields = {
        "step": 0,
        "stage": "write",
        "number": 0,
        "passes": 1,
        "bytes": int(size * done),
        "total": size,
        "rate": 4.1e8,
        "seconds_left": 900.0 * (1 - done) + 600,
        "celsius": 41,
        "stick": "present",
        "up": 300.0,
        **more,
    }
    shown = Progress(**fields) if state in ("running", "interrupted") else None
    tag = f"C23-0412-D{number}" if tag is None else tag
    return JobView(uuid(number), state, identity(number), tag, shown, claim, why)


GOOD = Claim("sanitized", "clear", "overwrite")
AMBER = Claim("sanitized_with_exceptions", "clear", "overwrite", (Reason("identity-from-bridge"),))
BAD = Claim("failed", "none", "overwrite", (Reason("not-overwritten", {"bytes": 214 * 512}),))


def done(number=1, claim=GOOD, **more):
    return job(number, "done", claim=claim, **more)


def papers(*jobs, registration="registered"):
    return {
        one.uuid: Paper(
            "7K3M9-QX2RT-4",
            "ab" * 32,
            "HTTPS://ATELIER.EXAMPLE/C/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            registration,
            "x",
        )
        for one in jobs
    }


TAG = Tag("C23-0412")
BUSY = State(operator="AB", tag=TAG)
IDLE = State(operator="AB")
PROTECTED = drive(
    9,
    transport="usb",
    model="SanDisk Ultra Fit",
    medium="usb-flash",
    protection=(Reason("protected-ledger"),),
)
STUCK = drive(
    8,
    transport="scsi",
    medium="raid-volume",
    model="PERC H310",
    protection=(Reason("protected-raid-volume"),),
)
USB = drive(2, transport="usb", model="WD Elements 25A2", medium="usb-disk", size=10**12)
MARK = Fingerprint(uuid(7), "7K3M9-QX2RT-4", "2026-11-20T09:12:00+00:00", "sanitized", "clear", "", False)
LONGEST = "HGST HUS726060ALA640 Ultrastar 7K6000 6TB 7200 RPM 128 MB"  # longer than ATA's 40 characters allow


def place(state, code=None):
    """Where the live image keeps things."""
    return Place(state, "aa-bb", "/dev/sdz", f"place-{state}" if code is None else code)


def live(*drives, **more):
    """The same laptop, started from the live image."""
    return world(*drives, **{"live": True, "layout": "fr", "place": place("ready", ""), **more})


LIVE = {
    "live-scan": (IDLE, live(drive(), stick=Stick())),
    "live-beside": (IDLE, live(drive(), place=place("ready", "place-new-beside"))),
    "live-confirm": (BUSY, live(drive())),
    "live-works": (BUSY, live(drive(), jobs=(job(),))),
    "live-result-good": (BUSY, live(drive(), jobs=(done(),), papers=papers(done()))),
    "live-result-bad": (BUSY, live(drive(), jobs=(done(claim=BAD),), papers=papers(done()))),
    "live-result-pulled": (BUSY, live(drive(), jobs=(done(),), place=place("pulled"))),
    "live-following": (replace(IDLE, over=True, last="good"), live(drive())),
    "place-absent": (IDLE, live(drive(), place=place("absent"))),
    "place-no-room": (IDLE, live(drive(), place=place("absent", "place-no-room"))),
    "place-full": (BUSY, live(drive(), place=place("full"))),
    "place-read-only": (State(), live(drive(), place=place("read-only"))),
    "place-damaged": (IDLE, live(drive(), place=place("damaged"))),
    "place-twin": (IDLE, live(drive(), place=place("twin"))),
    "place-unread": (IDLE, live(drive(), place=place("absent", "place-unread"))),
    "place-pulled": (BUSY, live(drive(), drive(2), jobs=(job(), done(2)), place=place("pulled"))),
    "place-other": (BUSY, live(drive(), jobs=(job(),), place=place("other"))),
    "end": (
        replace(BUSY, ending="asked", last="bad"),
        live(drive(), jobs=(done(claim=BAD),), stick=replace(OPENED, unsent=2)),
    ),
    "end-unsigned": (
        replace(IDLE, ending="asked"),
        live(drive(), stick=replace(OPENED, trouble=(Reason("authority-locked", {"signer": "clé 07"}),))),
    ),
    "ending": (replace(BUSY, ending="off", last="good"), live(drive(), jobs=(done(),))),
    "ending-restart": (replace(IDLE, ending="restart"), live(drive())),
}
SITUATIONS = {
    "operator": (State(), world()),
    "scan": (IDLE, world(drive())),
    "scan-rehearsal": (IDLE, world(drive(), stick=Stick())),
    "scan-locked": (IDLE, world(drive(), stick=Stick("locked"))),
    "scan-wrong": (replace(IDLE, wrong=Reason("tag-unreadable", {"read": "xx%%‹1B›"})), world(drive())),
    "looking": (BUSY, World()),
    "power": (
        BUSY,
        world(
            drive(),
            machine=replace(LATITUDE, mains=False, batteries=(Battery("BAT0", 71),)),
            power=Reason("mains-unplugged"),
        ),
    ),
    "confirm": (BUSY, world(drive())),
    "confirm-wrong": (replace(BUSY, wrong=Reason("tui.another-tag", {"read": "C23-0413"})), world(drive())),
    "confirm-protected": (BUSY, world(drive(health="fail"), PROTECTED)),
    "confirm-erased-before": (BUSY, world(drive(content=(), mark=MARK))),
    "confirm-two": (
        replace(BUSY, confirmed=(identity(1),)),
        world(drive(), drive(3, model="ST1000LM035-1RK172", medium="ata-hdd")),
    ),
    "confirm-usb": (BUSY, world(USB)),
    "confirm-mixed": (
        replace(BUSY, wrong=Reason("tui.drives-changed")),
        world(drive(), drive(2, transport="usb", medium="usb-disk", source="bridge", model="ASM1153E")),
    ),
    "confirm-bridge": (BUSY, world(drive(transport="usb", medium="usb-disk", source="bridge"))),
    "confirm-soldered": (BUSY, world(drive(transport="mmc", medium="emmc", model="DF4064"))),
    "confirm-too-soon": (replace(BUSY, wrong=Reason("tui.too-soon")), world(drive())),
    "confirm-longest": (BUSY, world(drive(model=LONGEST), drive(2, model=LONGEST), drive(3, model=LONGEST))),
    "loose-plug": (replace(IDLE, tag=Tag("C23-0398", 1), docks=True), world(PROTECTED)),
    "loose": (replace(IDLE, tag=Tag("C23-0398", 1), docks=True), world(USB, PROTECTED)),
    "no-drive": (BUSY, world()),
    "no-drive-protected": (BUSY, world(PROTECTED)),
    "no-drive-hidden": (
        BUSY,
        world(machine=replace(LATITUDE, notes=(Reason("hidden-drives", {"count": 1}),))),
    ),
    "works": (BUSY, world(drive(), jobs=(job(),))),
    "works-two": (
        BUSY,
        world(drive(), drive(2), jobs=(job(1, stage="verify", done=0.9), job(2, stick="missing"))),
    ),
    "works-cut-off": (BUSY, world(drive(), jobs=(job(1, "interrupted"),))),
    "works-papers": (
        BUSY,
        world(
            drive(),
            jobs=(job(1, "worked"),),
            stick=replace(OPENED, trouble=(Reason("authority-locked", {"signer": "clé 07"}),)),
        ),
    ),
    "works-gone": (
        BUSY,
        world(jobs=(job(1, "interrupted", why=Reason("drive-not-there", {"node": "/dev/sda"})),)),
    ),
    "works-of-another-pc": (IDLE, world(jobs=(job(1, "interrupted"),), elsewhere=frozenset({uuid(1)}))),
    "works-hot": (BUSY, world(drive(), jobs=(job(1, stage="cooling", celsius=62),))),
    "result-good": (BUSY, world(drive(), jobs=(done(),), papers=papers(done()))),
    "result-amber": (
        BUSY,
        world(drive(), jobs=(done(claim=AMBER),), papers=papers(done(), registration="waiting")),
    ),
    "result-bad": (
        BUSY,
        world(drive(), jobs=(done(claim=BAD),), papers=papers(done(), registration="refused")),
    ),
    "result-two": (
        BUSY,
        world(drive(), drive(2), jobs=(done(), done(2, BAD)), papers=papers(done(), done(2))),
    ),
    "result-bad-soldered": (
        BUSY,
        world(jobs=(replace(done(claim=BAD), drive=identity(1, medium="emmc", model="DF4064")),)),
    ),
    "result-left": (BUSY, world(drive(), drive(2), jobs=(done(),), papers=papers(done()))),
    "result-unproven": (BUSY, world(drive(), jobs=(replace(done(), rehearsal=True),), stick=Stick())),
    "result-stuck": (BUSY, world(drive(), STUCK, jobs=(done(),), papers=papers(done()))),
    "docks": (
        replace(IDLE, docks=True),
        world(
            jobs=(
                done(1, tag="C23-0398-D1"),
                *(job(n, tag=f"C23-04{n:02}-D1", done=n / 17) for n in range(2, 14)),
                done(14, BAD, tag="C23-0399-D1"),
                done(15, AMBER, tag="C23-0400-D1"),
                job(16, "interrupted", tag="C23-0401-D1"),
            )
        ),
    ),
    "docks-empty": (replace(IDLE, docks=True), world()),
    "following": (replace(IDLE, over=True), world(drive(), stick=replace(OPENED, unsent=2))),
    "following-refused": (replace(IDLE, over=True), world(stick=replace(OPENED, refused=1))),
    "following-absent": (replace(IDLE, over=True, absent=True), world()),
    "scan-virtual": (IDLE, world(drive(), stick=replace(OPENED, virtual=True))),
    **LIVE,
}
