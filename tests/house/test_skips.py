"""A skip counts as a failure under CI unless it is listed with a reason."""

import tomllib

import pytest

SKIPS = {
    "by call": "def test_it():\n    pytest.skip('meh')\n",
    "by mark": "@pytest.mark.skip(reason='meh')\ndef test_it(): pass\n",
    "of a file": "pytest.skip('meh', allow_module_level=True)\n",
    "import": "pytest.importorskip('no_such_module_anywhere')\n",
    "expected failure": "@pytest.mark.xfail(reason='meh')\ndef test_it(): assert False\n",
}


@pytest.mark.parametrize("skip", SKIPS.values(), ids=SKIPS)
def test_an_unlisted_skip_fails_under_ci_only(skip, inner_pytest):
    alone = inner_pytest("import pytest\n" + skip)
    assert alone.returncode in (0, 5), alone.stdout
    under_ci = inner_pytest("import pytest\n" + skip, CI="true")
    assert under_ci.returncode in (1, 2), under_ci.stdout
    assert "not listed in tests/skips.toml" in under_ci.stdout


def test_a_listed_skip_is_no_failure(inner_pytest, tmp_path):
    text = "import pytest\ndef test_it(): pytest.skip('meh')\ndef test_other(): pytest.skip('because')\n"
    listed = tmp_path / "skips.toml"
    listed.write_text(
        '[[skip]]\ntest = "test_inner.py::test_it"\nwhy = "a"\n[[skip]]\nreason = "because"\nwhy = "b"\n'
    )
    assert inner_pytest(text, CI="true", COORDI_WIPE_SKIPS=str(listed)).returncode == 0
    listed.write_text('[[skip]]\ntest = "test_inner.py::test_it"\nwhy = "a"\n')
    assert inner_pytest(text, CI="true", COORDI_WIPE_SKIPS=str(listed)).returncode == 1
    listed.write_text('[[skip]]\ntest = "test_inner.py::"\nwhy = ""\n')
    assert inner_pytest(text, CI="true", COORDI_WIPE_SKIPS=str(listed)).returncode == 1


def test_every_listed_skip_says_why(pytestconfig):
    entries = tomllib.loads((pytestconfig.rootpath / "tests/skips.toml").read_text())["skip"]
    assert entries
    for entry in entries:
        assert entry["why"], entry
        assert len(entry.keys() & {"test", "reason"}) == 1, entry
