"""What tests of the image share: a folder on a disk, guests that end with their test, pictures that stay."""

import os
import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from image import firmware, memory, shipped
from image.machine import Guest, Setup
from plugins.audit import ROOTS

KEEP = "COORDI_WIPE_PICTURES"  # environment: the folder where screens are kept as PNG files
GUESTS = "guests"  # of a test: those that it has started
PATIENCE = 420.0  # seconds that a first screen may take on a slow machine that translates


def pytest_collection_modifyitems(items):
    """A guest boots for minutes where it is translated; nothing of it is hung before this."""
    for item in items:
        if item.get_closest_marker("image") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(1800))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Of a story that failed: what its guests had in their memory, and the bytes of their drives, which are
    kept until the next failure: what differed on them tells more than that something did."""
    report = yield
    if report.when == "call" and report.failed:
        for guest in getattr(item, GUESTS, ()):
            with suppress(OSError, RuntimeError):
                report.sections.append((f"memory of {guest.folder.name}", memory.told(guest)))
            with suppress(OSError, subprocess.SubprocessError):
                report.sections.append((f"drives of {guest.folder.name}", str(_drives_kept(guest))))
    return report


def _drives_kept(guest: Guest) -> Path:
    """A folder with copies of the stick and the inner drives as they are now."""
    folder = shipped.work() / "coordi-wipe-failed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    paths = (guest.stick, *(one.path for one in guest.setup.drives))
    subprocess.run(["cp", "--sparse=always", *paths, folder], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="session")
def image():
    """The built image; the tests that need it are skipped where there is none."""
    if shipped.folder() is None:
        pytest.skip("no image was built: make image")
    if shutil.which("qemu-system-x86_64") is None:
        pytest.skip("no QEMU: .ci/setup guests")
    return shipped.folder()


@pytest.fixture(scope="module")
def place(image) -> Iterator[Path]:
    """A folder on a disk for this module's sticks and drives, gone afterwards."""
    assert image is not None
    folder = Path(tempfile.mkdtemp(prefix="coordi-wipe-guests-", dir=shipped.work()))
    os.environ[ROOTS] = f"{os.environ[ROOTS]}:{folder}/"  # loop devices over these files are ours
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def boots(place, request) -> Iterator:
    """`boots(Setup(…))` powers a PC on; it is cut off when the test ends, its last screen kept."""
    with ExitStack() as stack:

        def boot(setup: Setup, name: str = "guest") -> Guest:
            lacking = firmware.missing(setup.firmware)
            if lacking:
                pytest.skip(f"no firmware: {lacking}")
            # short: a UNIX socket's path has 108 bytes
            number = f"{zlib.crc32(request.node.name.encode()):08x}"
            guest = Guest(setup, place / f"{_plain(request.node.name)[:24]}-{number}-{name}")
            setattr(request.node, GUESTS, [*getattr(request.node, GUESTS, ()), guest])
            return stack.enter_context(guest)

        yield boot


@pytest.fixture
def keep(request):
    """`keep(guest, "3-works")`: the screen as it stands becomes a picture, where pictures are kept."""

    def kept(guest: Guest, name: str) -> None:
        if folder := os.environ.get(KEEP):
            guest.screen.look()
            guest.screen.keep(Path(folder, f"{_plain(request.node.name.removeprefix('test_'))}-{name}.png"))

    return kept


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-")
