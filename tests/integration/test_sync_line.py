"""`coordi-wipe sync`, `export`, `receipts` and verdicts, with the real inventory; crashes in between."""

import json
import shutil
import zipfile
from pathlib import Path

import misbehaving as play
import pytest
from certificates import makers
from certificates.logs import Log
from cli_program import home, run, start
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from msgspec.json import decode
from sticks import done_job, inventory, set_inventory
from unit.model.test_schema import faults
from workers import until

from coordi_wipe.certificate.log import LogKey, read_key
from coordi_wipe.cli.schema import SCHEMAS
from coordi_wipe.sync.delivery import SyncReport
from coordi_wipe.sync.outbox import Outbox

SCHEMA = Path(__file__).resolve().parents[2] / "certs/schemas/commands"


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with inventory(tmp_path_factory.mktemp("inventory")) as found:
        yield found


@pytest.fixture
def root(tmp_path):
    path = tmp_path / "root.pem"
    path.write_bytes(makers.root().public_bytes(Encoding.PEM))
    return path


def outbox():
    return Outbox(home() / "outbox")


def test_sent_registered_verified_and_nothing_left_the_second_time(real, root):
    address, key = real
    digests = [done_job(home()), done_job(home(), in_outbox=False)]  # a crash before the outbox
    set_inventory(*real)
    assert set(SCHEMAS) >= {"sync", "receipts", "export"}

    first, again = run("sync", "--json"), run("sync")

    assert first.code == again.code == 0, first.said
    report = decode(first.out, type=SyncReport)
    assert {fate.digest for fate in report.certificates} == set(digests)
    assert all(fate.url.startswith(f"{address}/C/") for fate in report.certificates)
    schema = json.loads((SCHEMA / "sync.json").read_bytes())
    assert list(faults(first.json, schema, schema)) == []
    assert all(outbox().holds(digest, read_key(key)) for digest in digests)
    assert "(avant\N{NO-BREAK SPACE}: 2)" in again.out

    papers = sorted((home() / "outbox").glob("*.pdf"))
    done = run("certificate", "verify", *papers, "--trust", root, "--json")
    assert done.code == 0
    assert [(v["verdict"], v["registered"], v["valid"]) for v in done.json] == [
        ("registered", True, True)
    ] * 2

    receipts = [path.with_suffix(".receipt") for path in papers]
    elsewhere = {"COORDI_WIPE_HOME": str(home()) + "-desk", "XDG_CONFIG_HOME": str(home()) + "-none"}
    words = ["certificate", "verify", papers[0], "--trust", root, "--json", "--log-key"]
    right = run(*words, key, "--receipt", receipts[0], **elsewhere).json[0]
    another = run(*words, key, "--receipt", receipts[1], **elsewhere).json[0]
    unknown = run(*words, Log().public, "--receipt", receipts[0], **elsewhere).json[0]
    assert (right["verdict"], right["registered"]) == ("registered", True)
    for refused in (another, unknown):
        assert (refused["verdict"], refused["registered"], refused["valid"]) == ("signed", False, True)
        assert [reason["code"] for reason in refused["reasons"]] == ["log-proof"]


def test_without_an_inventory_it_says_what_to_write():
    done_job(home())
    done = run("sync")
    assert (done.code, done.out) == (2, "")
    assert "[inventory]\naddress = " in done.err
    assert run("receipts", "x.json").code == 2


def test_carried_by_hand(real, tmp_path, root):
    address, key = real
    digests = {done_job(home()), done_job(home())}
    parcel, answers = tmp_path / "a.zip", tmp_path / "answers.json"
    assert run("export", parcel).code == 0
    with zipfile.ZipFile(parcel) as file:
        names, manifest = set(file.namelist()), json.loads(file.read("manifest.json"))
        assert file.read("ledger.jsonl") == (home() / "ledger.jsonl").read_bytes()
    assert names == {"ledger.jsonl", "manifest.json", *(f"certificates/{one}.pdf" for one in digests)}
    assert {one["digest"] for one in manifest["certificates"]} == digests
    before = parcel.read_bytes()
    refused = run("export", parcel)
    assert (refused.code, parcel.read_bytes()) == (3, before)
    assert "--replace" in refused.err
    assert run("export", parcel, "--replace", "--json").code == 0
    assert sorted(path.name for path in tmp_path.glob("a.zip*")) == ["a.zip"]

    desk = tmp_path / "desk"
    (desk / "roots").mkdir(parents=True)
    shutil.copy(root, desk / "roots")
    there = {"COORDI_WIPE_INVENTORY": str(desk), "COORDI_WIPE_HOME": str(tmp_path / "other")}
    taken = run("inventory", "import", parcel, answers, **there)
    assert taken.code == 0, taken.said
    (proof, *_) = [one["proof"] for one in json.loads(answers.read_bytes())["answers"]]

    set_inventory(address, key)  # of another inventory: none of these receipts counts
    wrong = run("receipts", answers, "--json")
    assert (wrong.code, {fate["fate"] for fate in wrong.json["certificates"]}) == (1, {"waiting"})
    assert set(outbox().waiting()) == digests

    public = load_pem_private_key((desk / "log-registered.key").read_bytes(), None).public_key()
    set_inventory(address, LogKey(proof.split("\n\n")[1].split("\n")[0], public.public_bytes_raw()))
    done = run("receipts", answers)
    assert done.code == 0, done.said
    assert outbox().waiting() == ()
    assert run("export", tmp_path / "b.zip", "--json").json["certificates"] == []
    assert len(run("export", tmp_path / "c.zip", "--all", "--json").json["certificates"]) == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04torn", b"[" * 9999])
def test_answers_that_are_none(tmp_path, content):
    done_job(home())
    set_inventory("https://a.example", Log().public)
    path = tmp_path / "answers"
    path.write_bytes(content)
    done = run("receipts", path)
    assert done.code == 1
    assert "illisible" in done.err
    assert len(outbox().waiting()) == 1


def test_refused_by_the_inventory_until_a_person_sends_it_again(real):
    stranger, ours = done_job(home(), authority=makers.homonym()), done_job(home())
    set_inventory(*real)
    done = run("sync")
    assert done.code == 1
    assert "REFUSÉE" in done.out
    assert (outbox().state(stranger), outbox().state(ours)) == ("refused", "registered")
    assert run("sync").code == 1  # still shown
    with play.Inventory(play.good) as server:
        set_inventory(server.address, server.log.public)
        assert run("sync", "--again").code == 0
        assert stranger in server.asked


def test_a_certificate_that_is_lost_is_told():
    digest = done_job(home(), in_outbox=False)
    shutil.rmtree(home() / "jobs")
    set_inventory("http://127.0.0.1:9", Log().public)
    done = run("sync", "--json")
    assert done.code == 1
    assert [problem["code"] for problem in done.json["problems"]] == ["certificate-lost"]
    assert outbox().state(digest) == "absent"


def test_killed_while_it_waits_for_the_answer_it_is_registered_once():
    digest = done_job(home())

    def registers_and_hangs(server, _, put):
        server.log.add(put)
        server.stopping.wait(10)

    with play.Inventory(registers_and_hangs, play.good) as server:
        set_inventory(server.address, server.log.public)
        killed = start("sync")
        until(lambda: server.asked, "it is sent")
        assert run("sync").code == 3  # a second face does not send meanwhile
        killed.kill()
        killed.communicate()
        assert outbox().state(digest) == "waiting"
        assert run("sync").code == 0
        server.stopping.set()
    assert server.log.digests == [digest]
    assert outbox().holds(digest, server.log.public)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (play.reply(301, Location="https://new.example/"), "L'adresse de l'inventaire a changé"),
        (play.PORTAL, "Une page web répond"),
        (play.proof_of_another_leaf, "il ne prouve rien"),
        (play.proof_of_another_log, "il ne prouve rien"),
        (play.proof_that_is_none, "il ne prouve rien"),
    ],
    ids=["redirect", "portal", "other-leaf", "other-key", "no-proof"],
)
def test_what_does_not_register_is_said_in_words(part, says):
    digest = done_job(home())
    with play.Inventory(part) as server:
        set_inventory(server.address, server.log.public)
        done = run("sync")
    assert done.code == 1
    assert says in done.out
    assert "ENREGISTRÉE" not in done.out
    assert (outbox().state(digest), outbox().receipt(digest)) == ("waiting", "")
