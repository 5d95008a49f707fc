"""Translations are whole; and translations.py sees each way in which they may not be."""

import subprocess
from pathlib import Path

import pytest
from house import translations

CODE = """
raise UsageError("wrong-size", size=1)
say("greeting", language="fr", name="x")
Reason("gap", {"at": 1})
Reason("gap", arguments)
Halted("vanished", "gone" if a else "shrank")
ValueError("builtin-errors-say-nothing")
"""
SENTENCES = {
    "wrong-size": "{size:bytes}",
    "greeting": "Bonjour {name}",
    "gap": "{at}",
    "gone": "a",
    "shrank": "b",
}


@pytest.fixture
def package(tmp_path):
    """Writes a package with this code and these catalogues, and answers what is wrong with it."""

    def faults(code: str = CODE, *, fr=SENTENCES, en=SENTENCES, compiled=True) -> list[str]:
        (tmp_path / "code.py").write_text(code)
        for language, sentences in (("fr", fr), ("en", en)):
            folder = tmp_path / "locale" / language / "LC_MESSAGES"
            folder.mkdir(parents=True)
            lines = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            lines += "".join(f'msgid "{k}"\nmsgstr "{v}"\n\n' for k, v in sentences.items())
            (folder / "room.po").write_text(lines)
            if compiled:
                subprocess.run(["msgfmt", "-o", folder / "room.mo", folder / "room.po"], check=True)
        return translations.faults(tmp_path)

    return faults


def without(code: str) -> dict[str, str]:
    return {k: v for k, v in SENTENCES.items() if k != code}


def test_the_product_says_nothing_without_a_sentence():
    assert translations.faults(translations.PACKAGE) == []


def test_a_whole_package_has_no_faults(package):
    assert package() == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"en": without("shrank")}, "en: lacks shrank"),
        ({"en": without("shrank")}, "code.py:6: no sentence in en: shrank"),
        ({"fr": without("gap"), "en": without("gap")}, "code.py:5: no sentence in fr: gap"),
        ({"en": SENTENCES | {"gone": ""}}, "no sentence: gone"),
        ({"en": SENTENCES | {"gap": "{where}"}}, "placeholders differ between languages: gap"),
        ({"en": SENTENCES | {"gap": "{at:bytes}"}}, "placeholders differ between languages: gap"),
        ({"en": SENTENCES | {"gap": "{at"}}, "en: braces do not match: gap"),
        ({"fr": SENTENCES | {"gap": "{x}"}, "en": SENTENCES | {"gap": "{x}"}}, "gap is said without x (fr)"),
        ({"compiled": False}, "not compiled: msgfmt -o room.mo room.po"),
        ({"code": "UsageError('newcomer')"}, "code.py:1: no sentence in fr: newcomer"),
        ({"code": ""}, "is this the package?"),
    ],
)
def test_each_fault_is_seen(package, change, line):
    assert any(fault.endswith(line) for fault in package(**change)), line


def test_a_stale_compilation_is_seen(package, tmp_path):
    assert package() == []
    po = tmp_path / "locale/fr/LC_MESSAGES/room.po"
    po.write_text(po.read_text().replace("Bonjour", "Bonsoir"))
    assert any("not compiled" in fault for fault in translations.faults(tmp_path))


def test_a_code_in_two_catalogues_is_seen(package, tmp_path):
    assert package() == []
    folder = tmp_path / "locale/fr/LC_MESSAGES"
    for kind in ("po", "mo"):
        (folder / f"second.{kind}").write_bytes(Path(folder / f"room.{kind}").read_bytes())
    assert any("in another catalogue too: gap" in fault for fault in translations.faults(tmp_path))
