"""An inventory of the tests' own, opened once in a process: Django has one, whoever asks first."""

import atexit
import contextlib
import functools
import shutil
import tempfile
from pathlib import Path

from certificates import makers, samples
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from coordi_wipe.certificate import attachment, number
from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.issue import issue
from coordi_wipe.model.facts import Marked

PASSWORD = "un mot de passe assez long"


@functools.cache
def opened() -> Path:
    """The data folder of the inventory that this process has open; it trusts the tests' root."""
    from django.conf import settings

    if not settings.configured:
        from coordi_wipe.inventory import opening

        folder = Path(tempfile.mkdtemp(prefix="inventory-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        opening.open_inventory(folder, "http://127.0.0.1:8080")
    from django.test.utils import setup_test_environment

    with contextlib.suppress(RuntimeError):  # another test file did
        setup_test_environment()
    return settings.INVENTORY_FOLDER


@contextlib.contextmanager
def site():
    """The inventory trusting the tests' authorities, within a transaction that is rolled back."""
    from django.db import transaction
    from django.test import override_settings

    folder = opened()
    (folder / "roots").mkdir(exist_ok=True)
    (folder / "roots" / "tests.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    rehearsals = folder / "rehearsing.pem"
    rehearsals.write_bytes(makers.rehearsing().root.public_bytes(Encoding.PEM))
    with override_settings(INVENTORY_REHEARSALS=[rehearsals]):
        atomic = transaction.atomic()
        atomic._from_testcase = True
        with contextlib.ExitStack() as stack:
            stack.enter_context(atomic)
            stack.callback(transaction.set_rollback, True)
            yield folder


def account(name: str = "marie", role: str = "supervisor"):
    """An account with this role; with none where it is empty."""
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user(name, password=PASSWORD)
    if role:
        user.groups.set([Group.objects.get(name=role)])
    return user


def client(user=None, **headers):
    """A browser without scripts, signed in as this account."""
    from django.test import Client

    browser = Client(headers=headers)
    if user is not None:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def received(pdf: bytes):
    """The certificate in this file, after the inventory took it in."""
    from coordi_wipe.inventory.certificates.models import Certificate
    from coordi_wipe.inventory.certificates.receiving import receive

    digest = number.digest(attachment.evidence_of(pdf))
    answer = receive(pdf, digest)
    assert answer.status in (200, 201), answer.body
    return Certificate.objects.get(digest=digest)


def kept(kind: str = "sanitized"):
    """A certificate of `certificates.samples`, taken in; each kind is a job of its own."""
    return received(paper(kind))


@functools.cache
def paper(kind: str = "sanitized") -> bytes:
    """The certificate of this kind."""
    place = list(samples.EVERY_KIND).index(kind) if kind in samples.EVERY_KIND else 99
    evidence = samples.rehearsed() if kind == "rehearsed" else samples.EVERY_KIND[kind]()
    return signed(_renumbered(evidence, f"019ab5c2-7a41-7d11-9d3e-7be0a5a1c{place:03x}"))


def _renumbered(evidence, uuid: str):
    """The same of another job: the drive's fingerprint names it too."""
    facts = list(evidence.facts)
    for place, fact in enumerate(facts):
        if isinstance(fact, Marked):
            facts[place] = samples.marked(facts[:place], evidence.plan, job=uuid)
    return replace(evidence, uuid=uuid, facts=tuple(facts))


def numbered(count: int, **changes):
    """Evidence of so many jobs, each with its own number and serial; they are not signed."""
    for n in range(count):
        drive = replace(samples.DRIVE, serial=f"SERIAL{n:05}")
        plan = replace(samples.sanitized().plan, drive=drive)
        uuid = f"019ab5c2-7a41-7d11-9d3e-{n:012x}"
        yield samples.evidence(samples.overwrite_facts(drive), plan=plan, uuid=uuid, **changes)


def signed(evidence) -> bytes:
    """A certificate of this evidence, as the product issues it."""
    data = encode(evidence)
    authority = makers.rehearsing() if evidence.rehearsal else makers.stick_for(data)
    return issue(data, authority, samples.ORGANISATION, "fr")


def filled(count: int, **columns):
    """So many rows beside a real one, for lists: only the tables know them."""
    from coordi_wipe.inventory.certificates.models import Certificate

    one = kept()
    fields = {f.name: getattr(one, f.name) for f in Certificate._meta.fields} | columns
    rows = [
        Certificate(**fields | {"digest": f"{n:064x}", "uuid": f"{n:036x}", "drive_serial": f"MANY{n:05}"})
        for n in range(count)
    ]
    return Certificate.objects.bulk_create(rows)
