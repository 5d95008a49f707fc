"""What commands print about recorded machines: the JSON of the contract, its schemas, words for people."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from unit.model.test_schema import faults

from coordi_wipe.cli import main, stations
from coordi_wipe.cli.schema import SCHEMAS, write
from coordi_wipe.hardware.replay import ReplayHost
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "certs/schemas/commands"
MACHINES = sorted(path.parent.name for path in (ROOT / "tests/machines").glob("*/calls.jsonl"))
NBSP = "\N{NO-BREAK SPACE}"


class Recorded(ReplayHost):
    """A recorded machine, whose ledger lies in memory: on none of its drives."""

    def facts(self, about):
        if about.startswith("file:/dev/"):
            node = about.removeprefix("file:")
            numbers = {d["DEVNAME"]: f"{d['MAJOR']}:{d['MINOR']}" for d in self.udev("block")}
            if node not in numbers:
                raise FileNotFoundError(node)
            return {"kind": "block", "real": node, "number": numbers[node], "writable": True, "size": 0}
        return {"real": "/run/ledger"} if about.startswith("file:") else super().facts(about)


@pytest.fixture
def command(monkeypatch, capsys):
    """Runs a command on a recorded machine in this process: exit code, standard output, standard error."""

    def run(machine, *words):
        host = Recorded.from_folder(ROOT / "tests/machines" / machine)
        monkeypatch.setattr(stations.LinuxHost, "from_environment", lambda: host)
        code = main.run(words)
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("machine", MACHINES)
def test_detect_json_is_the_recorded_snapshot(command, machine):
    code, out, err = command(machine, "detect", "--json")

    assert (code, err) == (0, "")
    found = json.loads(out)
    for drive in found["drives"]:  # where the system lies on a disk, so does our ledger
        ours = {"code": "protected-ledger", "args": {}}
        drive["protection"] = [reason for reason in drive["protection"] if reason != ours]
    assert found == json.loads((ROOT / f"tests/machines/{machine}/expected.json").read_bytes())
    assert list(faults(json.loads(out), schema("detect"), schema("detect"))) == []


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_detect_says_it_all_in_words(command, machine, language):
    code, out, err = command(machine, "detect", "--lang", language)

    assert (code, err) == (0, "")
    expected = json.loads((ROOT / f"tests/machines/{machine}/expected.json").read_bytes())
    for drive in expected["drives"]:
        identity = drive["identity"]
        assert identity["node"] in out
        assert identity["serial"] in out
        assert out.count("✖") >= len(drive["protection"])
    assert not re.search(r"\b(medium|health|status|level)\.[a-z]", out)
    assert "?" not in out.replace(f"{NBSP}?", ""), "an argument is missing somewhere"
    assert "protected-" not in out


def test_a_machine_in_words_is_the_snapshot_that_a_person_read(command):
    _, out, _ = command("sata-laptop", "detect", "--lang", "fr")
    assert out == Path(__file__).with_name("detect-sata-laptop.fr.txt").read_text()


def test_plan_json_of_a_recorded_drive(command):
    expected = json.loads((ROOT / "tests/machines/sata-laptop/expected.json").read_bytes())
    drive = next(drive for drive in expected["drives"] if not drive["protection"])

    code, out, err = command("sata-laptop", "plan", drive["identity"]["node"], "--json")

    (planned,) = json.loads(out)
    assert (code, err) == (0, "")
    assert list(faults(json.loads(out), schema("plan"), schema("plan"))) == []
    assert planned["plan"]["drive"] == drive["identity"]
    assert planned["plan"]["steps"] == [
        {
            "technique": "overwrite",
            "level": "clear",
            "passes": 1,
            "verify": "full",
            "scheme": "nist-clear",
            "patterns": ["random"],
        }
    ]
    assert planned["level"] == "clear"
    assert planned["health"] == drive["health"]
    assert planned["seconds"] == pytest.approx(2 * drive["identity"]["size"] / 350e6)


def protected():
    """Every drive of a recorded machine that may not be touched."""
    for machine in MACHINES:
        expected = json.loads((ROOT / f"tests/machines/{machine}/expected.json").read_bytes())
        yield from ((machine, d["identity"]["node"]) for d in expected["drives"] if d["protection"])


@pytest.mark.parametrize(("machine", "node"), list(protected()))
def test_a_protected_drive_of_any_machine_is_refused_with_its_reason(command, machine, node):
    code, out, err = command(machine, "plan", node)

    assert (code, out) == (3, "")
    assert f"{node} ne peut pas être effacé. " in err
    assert "?" not in err.replace(f"{NBSP}?", "")


def test_of_several_drives_each_has_its_plan_or_the_reason_why_there_is_none(command):
    drives = json.loads((ROOT / "tests/machines/sata-laptop/expected.json").read_bytes())["drives"]
    held = next(drive for drive in drives if drive["protection"])
    free = next(drive for drive in drives if not drive["protection"])

    code, out, err = command(
        "sata-laptop", "plan", free["identity"]["node"], held["identity"]["node"], "--json"
    )

    possible, refused = json.loads(out)
    assert (code, err) == (3, "")
    assert list(faults(json.loads(out), schema("plan"), schema("plan"))) == []
    assert possible["plan"]["drive"] == possible["drive"] == free["identity"]
    assert possible["refused"] is None
    assert (refused["drive"], refused["plan"], refused["level"]) == (held["identity"], None, "none")
    assert refused["refused"]["code"] == "drive-protected"
    assert refused["refused"]["args"]["why"] == held["protection"][0]["code"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schemas_are_current(name, tmp_path):
    write(tmp_path)
    assert (COMMITTED / f"{name}.json").read_bytes() == (tmp_path / f"{name}.json").read_bytes(), (
        "run: python -m coordi_wipe.cli.schema certs/schemas/commands"
    )
    assert {path.name for path in COMMITTED.iterdir()} == {path.name for path in tmp_path.iterdir()}


def test_a_job_in_each_state_fits_the_schema_and_an_unknown_field_does_not():
    drive = json.loads((ROOT / "tests/machines/sata-laptop/expected.json").read_bytes())["drives"][0]
    identity = msgspec.convert(drive["identity"], JobView.__annotations__["drive"])
    views = [
        JobView(
            "u", "running", identity, "tag", Progress(0, "write", 0, 1, 5, 10, 2.5, None, 41, "present", 9.0)
        ),
        JobView("u", "done", identity, claim=Claim("failed", reasons=(Reason("gave-up", {"count": 3}),))),
        JobView("u", "interrupted", None, why=Reason("job-damaged")),
    ]
    document = json.loads(msgspec.json.encode(views))
    assert list(faults(document, schema("jobs"), schema("jobs"))) == []
    assert list(faults([document[0] | {"surprise": 1}], schema("jobs"), schema("jobs")))


def schema(name):
    return json.loads((COMMITTED / f"{name}.json").read_bytes())
