"""`.ci/setup` on machines that lack something: what it says, what it asks for, how it ends.

The machine is made of stubs on a PATH of its own: no package is installed here. What it does on real
fresh Debians is seen by .ci/run, which begins on one.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HARMLESS = ["bash", "cat", "dirname", "env", "flock", "grep", "id", "mkdir", "mktemp", "printf", "rm"]
HARMLESS += ["cp", "sed", "sha256sum", "tail", "true"]
TOOLS = {
    "hdparm": "hdparm",
    "nvme": "nvme-cli",
    "sg_raw": "sg3-utils",
    "smartctl": "smartmontools",
    "lsblk": "util-linux",
    "losetup": "mount",
    "dmidecode": "dmidecode",
    "fusermount3": "fuse3",
}
NO_VENV = f'[ "$1" = -c ] && exec {sys.executable} "$@"'  # a Python that answers, and can install nothing


@pytest.fixture
def machine(tmp_path):
    """A checkout and a PATH where only stubs are; `run(missing=…, root=…, apt=…)` runs `.ci/setup base`."""
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    programs.mkdir()
    (checkout / ".ci").mkdir(parents=True)
    script = (ROOT / ".ci/setup").read_text()
    for real in (":/usr/local/sbin:/usr/sbin:/sbin", "/usr/bin/python3 "):
        assert real in script
        script = script.replace(real, "")
    (checkout / ".ci/setup").write_text(script)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    for name in HARMLESS:
        (programs / name).symlink_to(shutil.which(name))

    def stub(name: str, text: str) -> None:
        (programs / name).unlink(missing_ok=True)
        (programs / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
        (programs / name).chmod(0o755)

    def run(*, missing=(), root=False, apt="exit 0", python=NO_VENV, sudo="exit 1"):
        for name in TOOLS.keys() - set(missing):
            stub(name, "exit 0")
        libraries = "libfuse.so.2 (libc6) => x\n\tlibudev.so.1 (libc6) => y"
        stub("ldconfig", f"printf '\\t{libraries}\\n'")
        stub("id", f"echo {0 if root else 1000}")
        stub("sudo", sudo)
        stub("python3", python)
        record = tmp_path / "apt"
        stub("apt-get", f'echo "$@" >>{record}\n[ -t 0 ] && exit 9\n{apt}')
        done = subprocess.run(
            ["bash", str(checkout / ".ci/setup"), "base"],
            env={"PATH": str(programs), "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, record.read_text() if record.exists() else ""

    run.stub, run.checkout = stub, checkout
    return run


@pytest.mark.parametrize("tool", TOOLS)
def test_without_root_one_sentence_names_what_is_missing(machine, tool):
    done, apt = machine(missing=[tool])
    assert done.returncode == 4
    assert done.stderr == (
        f"Missing Debian packages: {TOOLS[tool]}. Install them as root (apt-get install {TOOLS[tool]}), "
        "then run this again.\n"
    )
    assert apt == ""
    assert not (machine.checkout / ".venv").exists()


def test_without_root_all_that_is_missing_is_in_one_sentence(machine):
    done, _ = machine(missing=["hdparm", "nvme"], python="exit 1")
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "hdparm nvme-cli python3 python3-venv." in done.stderr


@pytest.mark.parametrize(("root", "sudo"), [(True, "exit 1"), (False, 'shift\nexec "$@"')])
def test_root_or_sudo_installs_only_what_is_missing_and_says_so(machine, root, sudo):
    done, apt = machine(missing=["hdparm"], root=root, sudo=sudo)
    assert "· Installing Debian packages: hdparm\n" in done.stderr
    update, install = apt.splitlines()
    assert "update" in update
    assert install.endswith("install -y --no-install-recommends hdparm")


def test_a_python_without_venv_asks_for_the_package(machine):
    old = 'case "$2" in *ensurepip*) exit 1;; esac\nexit 0'
    done, apt = machine(root=True, python=old)
    assert apt.splitlines()[1].endswith(" python3-venv")
    assert "python3-venv" in done.stderr


def test_when_apt_fails_its_last_words_are_shown(machine):
    done, _ = machine(missing=["hdparm"], root=True, apt="echo E: no network here >&2\nexit 100")
    assert done.returncode == 4
    assert "E: no network here" in done.stderr
    assert "could not be installed: hdparm" in done.stderr


def test_when_pip_fails_nothing_half_made_is_left(machine):
    done, _ = machine(python=NO_VENV + "\nmkdir -p .venv/bin; exit 1")
    assert done.returncode == 4
    assert "could not be installed" in done.stderr
    assert not (machine.checkout / ".venv").exists()


@pytest.fixture
def made(machine, tmp_path):
    """`made(**more)`: runs .ci/setup where pip is a stub; answers how often pip was called by then."""
    inside = f'#!{shutil.which("bash")}\necho "$@" >>{tmp_path}/pip\nexit 0\n'
    (tmp_path / "inside").write_text(inside)
    (tmp_path / "inside").chmod(0o755)
    python = (
        f'case "$1" in -m) mkdir -p .venv/bin; cp {tmp_path}/inside .venv/bin/python;;'
        f' -c) exec {sys.executable} "$@";; esac'
    )

    def run(python=python) -> int:
        done, _ = machine(python=python)
        assert done.returncode == 0, done.stderr
        pip = [line for line in (tmp_path / "pip").read_text().splitlines() if line.startswith("-m pip")]
        assert bool(done.stderr) == (len(pip) > run.before + 1), "it says what takes long, and only that"
        run.before = len(pip)
        return len(pip)

    run.before, run.python = 0, python
    return run


def test_a_second_run_does_nothing(made):
    assert made() == 2
    assert made() == 2


def test_what_is_installed_is_locked_then_the_package_alone(made, tmp_path):
    made()
    first, second = (
        line for line in (tmp_path / "pip").read_text().splitlines() if line.startswith("-m pip")
    )
    assert first.endswith("--require-hashes -r requirements.lock")
    assert second.endswith("--no-deps --no-build-isolation -e .")


def test_another_lock_makes_the_environment_again(made, machine):
    made()
    with (machine.checkout / "requirements.lock").open("a") as opened:
        opened.write("\n# newer\n")
    assert made() == 4


def test_another_entry_point_installs_the_product_again_and_nothing_else(made, machine):
    made()
    with (machine.checkout / "pyproject.toml").open("a") as opened:
        opened.write("\n# newer\n")
    assert made() == 3
    assert made() == 3


def test_a_broken_environment_is_made_again(made, machine):
    made()
    (machine.checkout / ".venv/bin/python").unlink()
    assert made() == 4


def test_another_python_makes_the_environment_again(made):
    made()
    assert (
        made(made.python.replace("-c) exec", "-c) [[ $2 == *base_prefix* ]] && echo 3.13 && exit; exec")) == 4
    )


def test_a_moved_checkout_makes_the_environment_again(made, machine):
    made()
    moved = machine.checkout.with_name("moved")
    machine.checkout.rename(moved)
    machine.checkout.symlink_to(moved)
    stamp = (moved / ".venv/packages").read_text()
    (moved / ".venv/packages").write_text(stamp.replace(str(machine.checkout), "/elsewhere"))
    assert made() == 4


def test_an_unknown_group_is_a_usage_error():
    done = subprocess.run([ROOT / ".ci/setup", "all"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "base|test|peers" in done.stderr
