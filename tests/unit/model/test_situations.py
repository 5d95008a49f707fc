"""Situation numbers: each code that a screen can show has one, none stands twice, the paper is current."""

import ast
import re
from pathlib import Path

import pytest
from house import translations
from unit.model import situations_author

from coordi_wipe.hardware.smart import RULES
from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import ENDINGS
from coordi_wipe.model.notes import NOTES
from coordi_wipe.model.situations import SITUATIONS, UNKNOWN, number, situation

PACKAGE = translations.PACKAGE
ROOMS = (
    "certificate",
    "hardware",
    "jobs",
    "ledger",
    "model",
    "sanitize",
    "station",
    "sync",
    "tui",
)
SHELL_ONLY = (  # files whose codes only a person at a shell can meet: no screen leads there
    "certificate/card_makers.py",
    "certificate/label_content.py",
    "certificate/label_paper.py",
    "certificate/root_store.py",
    "certificate/root_words.py",
    "hardware/record.py",
    "hardware/writing/",
    "model/tag_range.py",
    # nothing leads there yet: their numbers come with the policy that chooses them (issue 11)
    "sanitize/firmware.py",
    "sanitize/hidden.py",
    "sanitize/techniques/",
    "sanitize/waiting.py",
    "sanitize/schemes.py",
    "station/exporting.py",  # a service of the image: what it meets stands in the journal
    "station/stick_data.py",
    "sync/parcel.py",
)
ANSWERS = ("api.py", "body.py", "receiving.py", "record.py", "quarantine.py")  # of the inventory, to a stick
ALL_WELL = ("expert.ask.", "supervisor.opened", "supervisor.opening")  # asked or done: nothing is wrong


def said(package=PACKAGE):
    """Codes that stand where a reason or an error is made, → the file; and those of tables of codes."""
    found = dict.fromkeys((*NOTES, *(one.code for one in (*ENDINGS.values(), *RULES))), "a table")
    for path in sorted(package.rglob("*.py")):
        name = str(path.relative_to(package))
        answers = path.parent.name == "certificates" and path.name in ANSWERS
        if answers or (name.split("/")[0] in ROOMS and not name.startswith(SHELL_ONLY)):
            for node in ast.walk(ast.parse(path.read_text())):
                for code in _codes(node, name):
                    found.setdefault(code, name)
    return found


def _codes(node, name):
    if isinstance(node, ast.Call):
        made = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if made not in ("say", "words"):
            yield from (one.code for one in translations._codes(node, name))


def test_every_code_that_can_reach_a_screen_has_a_number():
    numbered = {one.code for one in SITUATIONS}
    found = said()
    assert len(found) > 150
    assert {"not-overwritten", "health-pending", "gave-up", "no-witness", "authority-locked"} <= found.keys()
    missing = {
        code: file for code, file in found.items() if code not in numbered and not code.startswith(ALL_WELL)
    }
    assert not missing, "give each its number in coordi_wipe/model/situation_table.py"


def test_a_new_code_without_a_number_is_found(tmp_path):
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs/new.py").write_text('raise RefusedError("it-is-monday")\n')
    assert said(tmp_path)["it-is-monday"] == "jobs/new.py"
    assert number(Reason("it-is-monday")) == UNKNOWN


def test_no_number_and_no_code_stands_twice():
    numbers = [one.number for one in SITUATIONS]
    codes = [one.code for one in SITUATIONS]
    assert len(set(numbers)) == len(numbers)
    assert len(set(codes)) == len(codes)
    assert UNKNOWN not in numbers
    assert all(re.fullmatch("[DPSMNTE]-[0-9]{2,3}", one) for one in numbers)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_has_its_sentence_and_something_to_do(language):
    known, _ = translations.sentences(PACKAGE / "locale" / language / "LC_MESSAGES")
    assert [one for one in SITUATIONS if one.code not in known] == []
    assert {one.do for one in (*SITUATIONS, situation(Reason("?")))} == {
        code.removeprefix("supervisor.do.") for code in known if code.startswith("supervisor.do.")
    }


def test_numbers_of_the_papers_that_hang_in_workshops():
    """Some that were given out; the whole list stands in docs/situations.md, whose changes are seen."""
    given = {
        "D-31": "not-overwritten",
        "M-12": "hidden-drives",
        "S-01": "authority-locked",
        "T-09": "tui.another-tag",
    }
    assert {key: next(one.code for one in SITUATIONS if one.number == key) for key in given} == given


def test_the_paper_is_current():
    paper = Path(PACKAGE.parent / "docs" / "situations.md")
    assert paper.read_text() == situations_author.written(), "python tests/unit/model/situations_author.py"
