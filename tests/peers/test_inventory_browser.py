"""Three stories in a real browser, over the real server: what arrives is found, checked, decided on."""

import base64
import contextlib
import os
import re
import select
import subprocess
import sys
import urllib.request
from pathlib import Path

import inventories
import pytest
from certificates import makers, samples
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from coordi_wipe.certificate import attachment, number

pytestmark = pytest.mark.peers

DOCS = Path(__file__).resolve().parents[2] / "docs"
KEEP = bool(os.environ.get("COORDI_WIPE_PICTURES"))  # renews docs/inventory-*.png
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--lang=fr",
]
NAMES = ["find", "certificate", "waiting", "list", "drive", "public-phone", "certificate-phone"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of `coordi-wipe inventory serve`, which trusts the tests' authorities."""
    folder = tmp_path_factory.mktemp("served")
    environment = os.environ | {"COORDI_WIPE_INVENTORY": str(folder / "data"), "LANG": "C.UTF-8"}
    program = [sys.executable, "-m", "coordi_wipe.cli.main", "inventory"]
    root, rehearsals = folder / "root.pem", folder / "rehearsals.pem"
    root.write_bytes(makers.root().public_bytes(Encoding.PEM))
    rehearsals.write_bytes(makers.rehearsing().root.public_bytes(Encoding.PEM))
    subprocess.run([*program, "trust", root], env=environment, check=True, capture_output=True)
    add = [*program, "user", "add", "marie", "--role", "supervisor", "--password-stdin"]
    password = inventories.PASSWORD.encode()
    subprocess.run(add, input=password, env=environment, check=True, capture_output=True)
    serve = [*program, "serve", "--listen", "127.0.0.1:0", "--workers", "1", "--rehearsal-root", rehearsals]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server) -> str:
    """What it says when it answers."""
    said = b""
    while select.select([server.stdout], [], [], 60)[0]:
        piece = os.read(server.stdout.fileno(), 4096)
        said += piece
        if (found := re.search(rb'address = "([^"]+)"', said)) or not piece:
            break
    assert found, said
    return found[1].decode()


@contextlib.contextmanager
def _opened(width, height, scale=1):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"intl.accept_languages": "fr"})
    browser = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        yield browser
        refused = [line["message"] for line in browser.get_log("browser") if line["level"] == "SEVERE"]
        assert refused == []  # a strict policy, and nothing on our pages that it would have to stop
    finally:
        browser.quit()


@pytest.fixture
def desk(served):
    with _opened(1280, 800) as browser:
        browser.get(served)
        browser.find_element(By.ID, "username").send_keys("marie")
        browser.find_element(By.ID, "password").send_keys(inventories.PASSWORD + "\n")
        _until(browser, lambda: browser.find_elements(By.ID, "q"))
        yield browser


def _until(browser, condition):
    return WebDriverWait(browser, 20, poll_frequency=0.05).until(lambda _: condition())


def put(address: str, pdf: bytes) -> str:
    """PUTs a certificate as a stick does; its digest."""
    digest = number.digest(attachment.evidence_of(pdf))
    request = urllib.request.Request(
        f"{address}/api/v1/certificates/{digest}", pdf, {"Content-Type": "application/pdf"}, method="PUT"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status in (200, 201)
    return digest


def picture(browser, name: str) -> None:
    """The page as a reader sees it, at most 150 kB; kept in docs/ where asked for."""
    browser.execute_script("document.activeElement && document.activeElement.blur()")
    data = base64.b64decode(browser.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
    assert len(data) > 5000
    if KEEP:
        path = DOCS / f"inventory-{name}.png"
        path.write_bytes(data)
        with Image.open(path) as drawn:
            drawn.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)
        assert path.stat().st_size < 150_000


def _fits(browser) -> bool:
    """Whether nothing makes the page wider than the window."""
    return browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")


def _weight(browser) -> int:
    """Bytes of the page and all that it loaded, uncompressed."""
    script = (
        "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
        ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    return browser.execute_script(script)


def test_a_certificate_arrives_and_is_found_by_its_serial_as_one_types(desk, served):
    others = [put(served, inventories.signed(one)) for one in inventories.numbered(3)]
    digest = put(served, inventories.paper("sanitized"))
    assert digest not in others
    serial = samples.DRIVE.serial
    for letter in serial[:6].lower():
        desk.find_element(By.ID, "q").send_keys(letter)
    _until(desk, lambda: serial in desk.find_element(By.ID, "results").text)
    assert "EFFACÉ" in desk.find_element(By.ID, "results").text
    assert "q=s3z1nb" in desk.current_url  # can be kept, and sent to someone
    assert _weight(desk) < 100_000
    picture(desk, "find")
    desk.find_element(By.CSS_SELECTOR, f"#results a[href$='{digest}']").click()
    _until(desk, lambda: desk.find_elements(By.CLASS_NAME, "verdict"))
    text = desk.find_element(By.TAG_NAME, "main").text
    assert "EFFACÉ" in text
    assert "Enregistré le" in text
    picture(desk, "certificate")


def test_the_phone_of_a_donor_follows_the_qr_code(served):
    pdf = inventories.paper("sanitized")
    put(served, pdf)
    address = f"{served}/C/{number.short_digest(attachment.evidence_of(pdf))}"
    with _opened(360, 740, 2) as phone:
        phone.get(address)
        text = phone.find_element(By.TAG_NAME, "main").text
        assert "Enregistré le" in text
        assert "EFFACÉ" in text
        assert samples.DRIVE.serial in text
        assert not phone.find_elements(By.CSS_SELECTOR, "main a")
        assert _fits(phone)
        assert _weight(phone) < 100_000
        picture(phone, "public-phone")


def test_an_exception_is_accepted_and_the_verdict_changes(desk, served):
    digest = put(served, inventories.paper("exceptions"))
    put(served, inventories.paper("failed"))
    desk.get(f"{served}/waiting")
    picture(desk, "waiting")
    desk.find_element(By.CSS_SELECTOR, f"a[href$='{digest}']").click()
    _until(desk, lambda: desk.find_elements(By.ID, "reason"))
    assert desk.find_element(By.CLASS_NAME, "verdict").get_attribute("class") == "verdict amber"
    desk.find_element(By.ID, "reason").send_keys("Numéro lu sur l'étiquette du disque.")
    desk.find_element(By.CSS_SELECTOR, "button[value=accepted]").click()
    _until(desk, lambda: desk.find_elements(By.CSS_SELECTOR, "[role=status]"))
    verdict = desk.find_element(By.CLASS_NAME, "verdict")
    assert verdict.get_attribute("class") == "verdict good"
    assert "RÉSERVES ACCEPTÉES" in verdict.text
    desk.get(f"{served}/C/{digest}")
    assert "RÉSERVES ACCEPTÉES" in desk.find_element(By.CLASS_NAME, "verdict").text
    desk.get(f"{served}/list")
    picture(desk, "list")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(desk, served, width):
    digest = put(served, inventories.paper("longest"))
    put(served, inventories.paper("rehearsed"))
    desk.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    serial = samples.DRIVE.serial
    pages = ["find?q=S3Z", "waiting", "list", "rehearsals", f"certificate/{digest}", f"C/{digest}"]
    for page in [*pages, f"drive?serial={serial}", "pc?tag=C23-0412", "find?kind=rehearsal&q=", "C/rien"]:
        desk.get(f"{served}/{page}")
        assert _fits(desk), page
        if page.startswith("certificate") and width == 360:
            picture(desk, "certificate-phone")
        if page.startswith("drive") and width == 1280:
            picture(desk, "drive")
    refused = [line for line in desk.get_log("browser") if "404" not in line["message"]]
    assert refused == []


def test_every_picture_of_the_docs_is_there():
    assert [name for name in NAMES if not (DOCS / f"inventory-{name}.png").exists()] == []
