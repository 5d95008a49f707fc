"""Several processes at one inventory, one that dies in the middle, a real server, and a backup put back."""

import concurrent.futures
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import inventories
import pytest
import requests
from certificates import makers
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import attachment, log, number
from coordi_wipe.inventory import folder, keeping
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError

PROGRAM = Path(__file__).resolve().parent.parent / "inventory_program.py"
KEY = "log-registered.key"
_SLOW = (
    9.0  # seconds: longer than gunicorn waits for a first byte, and than it keeps a silent line, if not told
)


def begin(data: Path, *words: object) -> subprocess.Popen:
    argv = [sys.executable, PROGRAM, data, *words]
    return subprocess.Popen([str(word) for word in argv], stdout=subprocess.PIPE, text=True)


def receipts(process: subprocess.Popen) -> list[dict]:
    said = process.communicate(timeout=60)[0]
    return [json.loads(line) for line in said.splitlines()]


def ask(data: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(data / folder.DATABASE)) as opened:
        return opened.execute(question).fetchall()


def leaves(data: Path) -> list[bytes]:
    """The data of the real log's leaves; their places are 0, 1, 2…"""
    rows = ask(data, 'SELECT "index", data FROM certificates_logleaf WHERE kind = \'real\' ORDER BY "index"')
    assert [index for index, _ in rows] == list(range(len(rows)))
    return [bytes(data) for _, data in rows]


def key_of(data: Path) -> log.LogKey:
    inventories.opened()
    from coordi_wipe.inventory.certificates import keys

    public = keys.read(data / KEY).public_key().public_bytes_raw()
    return log.LogKey(f"coordi-wipe/registered/{public[:6].hex()}", public)


@pytest.fixture(scope="module")
def busy(tmp_path_factory) -> tuple[Path, list[dict]]:
    """An inventory in which two processes registered 20 certificates each at the same time, and one died."""
    data = tmp_path_factory.mktemp("busy") / "inventory"
    assert receipts(begin(data, 1, 1))  # the folder is made by one: serving, too, opens before it forks
    dying = begin(data, 2, 1, "die")
    assert receipts(dying) == []
    assert dying.returncode == 9
    writers = [begin(data, first, 20) for first in (3, 4)]
    return data, [one for writer in writers for one in receipts(writer)]


def test_two_processes_never_give_one_place_twice_nor_lose_one(busy):
    data, given = busy
    assert len(given) == 40
    held = leaves(data)
    assert len(held) == 41
    for receipt in given:
        digest = bytes.fromhex(receipt["digest"])
        entry = log.check(receipt["proof"], digest, key_of(data))
        assert held[entry.index] == digest


def test_every_head_that_was_given_is_of_the_same_log(busy):
    data, given = busy
    hashes = [log.leaf(leaf) for leaf in leaves(data)]
    for receipt in given:
        size, root = re.search(r"\n\n.*\n(\d+)\n(.*)\n", receipt["proof"]).groups()
        assert root == log._b64(log.root(hashes[: int(size)]))


def test_who_dies_in_the_middle_leaves_nothing(busy):
    data, _ = busy
    tables = ("certificates_certificate", "certificates_document", "certificates_logleaf")
    counts = [ask(data, f"SELECT count(*) FROM {table}")[0][0] for table in tables]
    assert counts == [41, 41, 41]
    assert ask(data, "SELECT count(*) FROM certificates_certificate WHERE length(receipt) = 0") == [(0,)]


def test_a_backup_put_back_is_the_same_inventory_and_its_log_goes_on(busy, tmp_path):
    data, given = busy
    (data / "roots").mkdir(exist_ok=True)
    (data / "roots/tests.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    assert keeping.backup(data, tmp_path / "backup.zip") == 41
    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
    back = tmp_path / "back"
    assert keeping.restore(tmp_path / "backup.zip", back) == 41
    assert [path.name for path in (back / "roots").iterdir()] == ["tests.pem"]
    for name in (KEY, folder.SECRET):
        assert (back / name).read_bytes() == (data / name).read_bytes()
        assert (back / name).stat().st_mode & 0o777 == 0o600
    assert leaves(back) == leaves(data)
    (further,) = receipts(begin(back, 5, 1))
    digest = bytes.fromhex(further["digest"])
    assert log.check(further["proof"], digest, key_of(data)) == log.Entry(41, 42)
    assert leaves(back) == [*leaves(data), digest]
    for receipt in given:
        assert log.check(receipt["proof"], bytes.fromhex(receipt["digest"]), key_of(back))


def test_a_backup_overwrites_nothing(busy, tmp_path):
    data, _ = busy
    (tmp_path / "there").write_bytes(b"precious")
    with pytest.raises(RefusedError):
        keeping.backup(data, tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"precious"
    keeping.backup(data, tmp_path / "backup.zip")
    with pytest.raises(RefusedError):
        keeping.restore(tmp_path / "backup.zip", data)
    assert len(leaves(data)) == 41
    with pytest.raises(MissingError):
        keeping.backup(tmp_path / "nowhere", tmp_path / "other.zip")


@pytest.mark.parametrize("how", ["cut", "flipped", "not a zip", "empty"])
def test_a_damaged_backup_puts_nothing_back(busy, tmp_path, how):
    data, _ = busy
    path = tmp_path / "backup.zip"
    keeping.backup(data, path)
    whole = path.read_bytes()
    middle = len(whole) // 3
    flipped = (
        whole[:middle] + bytes(byte ^ 255 for byte in whole[middle : middle + 64]) + whole[middle + 64 :]
    )
    path.write_bytes({"cut": whole[:middle], "flipped": flipped, "not a zip": b"x" * 99, "empty": b""}[how])
    with pytest.raises(DamagedError):
        keeping.restore(path, tmp_path / "back")
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A served inventory of two workers: its address and what it printed."""
    data = tmp_path_factory.mktemp("served") / "inventory"
    folder.make(data)
    (data / "roots/tests.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    argv = [Path(sys.executable).with_name("coordi-wipe"), "inventory", "serve", "--listen", "127.0.0.1:0"]
    environment = os.environ | {folder.VARIABLE: str(data)}
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment)
    said = ""
    while "log =" not in said:
        line = process.stdout.readline()
        assert line, "it ended"
        said += line
    yield re.search('address = "(.*)"', said)[1], said
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_it_says_what_a_stick_has_to_know(server):
    address, said = server
    published = requests.get(f"{address}/api/v1/logs", timeout=10).json()
    assert f'log = "{published["registered"]}"' in said
    assert (
        log.read_key(published["registered"]).name
        in requests.get(f"{address}/api/v1/logs/registered/checkpoint", timeout=10).text
    )


def test_who_is_slow_to_speak_is_not_hung_up_on(server):
    address, _ = server
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        time.sleep(_SLOW)
        line.sendall(b"GET /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 200"


def test_one_certificate_put_by_many_at_once_is_registered_once(server):
    address, _ = server
    pdf = makers.certificate()
    digest = number.digest(attachment.evidence_of(pdf))

    def put(chunked):
        body = iter([pdf[:1000], pdf[1000:]]) if chunked else pdf
        headers = {"Content-Type": "application/pdf"}
        return requests.put(f"{address}/api/v1/certificates/{digest}", body, headers=headers, timeout=30)

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(put, [False, True] * 3))
    told = [answer.text for answer in answers if not answer.ok]
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201], told
    assert len({answer.content for answer in answers}) == 1
    receipt = answers[0].json()
    key = log.read_key(requests.get(f"{address}/api/v1/logs", timeout=10).json()["registered"])
    assert log.check(receipt["proof"], bytes.fromhex(digest), key) == log.Entry(0, 1)
    page = requests.get(receipt["url"], timeout=10)
    assert page.status_code == 200
    assert receipt["number"] in page.text
