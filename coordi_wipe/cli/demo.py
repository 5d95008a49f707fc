"""The demonstration: `python -m coordi_wipe.cli.demo [MEBIBYTES]`, which is `make run`.

Before a terminal it opens the screens on three disposable drives. Without one they go through the ordinary
`coordi-wipe wipe` at once: one is well, one has a stretch that takes no write, one is held by another
program; their papers are sent to an inventory of its own. All that it says afterwards is looked up afresh.
Exit: 0 when each drive ended as its character foretells, 1 when not, 4 when packages are missing.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from pathlib import Path

from coordi_wipe.cli import demo_inventory, demo_report, interrupt, output, progress
from coordi_wipe.cli.demo_report import Ending
from coordi_wipe.cli.main import INTERRUPTED
from coordi_wipe.hardware import tools
from coordi_wipe.hardware.linux import ONLY
from coordi_wipe.jobs import follow
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.rehearsal.demo import SIZE, demo_set
from coordi_wipe.rehearsal.disposable import DisposableDrive
from coordi_wipe.rehearsal.host import RehearsalHost
from coordi_wipe.station.station import Station

_NEEDED = ("blockdev", "hdparm", "losetup", "nvme", "smartctl")
_LONGEST = 1800.0  # seconds that one wipe may take
_LOOK = 0.2  # seconds between two looks


def main(argv: Sequence[str]) -> int:
    """The demonstration, and its exit code."""
    output.accept_any_character()
    catalogue.use(catalogue.wished())
    for number in (signal.SIGTERM, signal.SIGHUP):  # the drives are removed then, too
        signal.signal(number, signal.default_int_handler)
    try:
        return _demonstrate(RehearsalHost(), int(argv[1]) << 20 if len(argv) > 1 else SIZE)
    except CoordiWipeError as error:
        output.note(sentence(error.reason))
        return error.exit_code
    except OSError as error:
        output.failure(error)
        return 1
    except KeyboardInterrupt:
        output.note(say("demo.interrupted"))
        return INTERRUPTED


def _demonstrate(host: RehearsalHost, size: int) -> int:
    tools.require(host, _NEEDED)
    home = _fresh_home()
    os.environ |= {"COORDI_WIPE_HOME": str(home), "COORDI_WIPE_RUN": str(home / "run")}
    output.line(say("demo.title"))
    output.note(say("demo.preparing"))
    with demo_inventory.inventory(home), demo_set(host, size=size) as drives:
        os.environ[ONLY] = ":".join(drive.node for drive in drives)
        if sys.stdin.isatty() and sys.stdout.isatty():
            return _screens(home)
        before = {drive.node: demo_report.digest(drive) for drive in drives}
        demo_report.announce(drives)
        output.flush()
        station = Station(host)
        endings = _wiped(host, station, drives)
        as_foretold = demo_report.report(station, endings, before)
        return 0 if demo_inventory.report(station) and as_foretold else 1


def _screens(home: Path) -> int:
    """The five steps on the disposable drives, until a person leaves them."""
    from coordi_wipe.tui.launch import run

    code = run()
    output.line(say("demo.home", path=str(home)))
    output.line(say("demo.serve", path=str(home)))
    return code


def _fresh_home() -> Path:
    """A folder that stays: the certificates lie in it. In the home that was chosen, else in the project
    where that can be, else among the temporary files."""
    name = f"demo-{datetime.now():%Y%m%d-%H%M%S}-"
    project = Path(__file__).resolve().parents[2]
    if chosen := os.environ.get("COORDI_WIPE_HOME"):
        place = Path(chosen).absolute()
    elif (project / "pyproject.toml").exists() and os.access(project, os.W_OK):
        place = project / "out"
    else:
        return Path(tempfile.mkdtemp(prefix=f"coordi-wipe-{name}"))
    place.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=name, dir=place))


def _wiped(host: RehearsalHost, station: Station, drives: Sequence[DisposableDrive]) -> list[Ending]:
    """One `coordi-wipe wipe` a drive, all at once, watched to their ends."""
    running: list[Future[Ending]] = []
    with ThreadPoolExecutor(len(drives)) as pool:
        try:
            with interrupt.put_off():
                running += [pool.submit(_wipe, host, drive) for drive in drives]
            with progress.shown(events=False) as show:
                while wait(running, timeout=_LOOK).not_done:
                    _show(station, show)
                _show(station, show)
        except KeyboardInterrupt:
            _stop(station, running)
            raise
        return [one.result() for one in running]


def _show(station: Station, show: progress.Show) -> None:
    for job in station.jobs():
        show(job)


def _stop(station: Station, running: Sequence[Future[Ending]]) -> None:
    """Stops every worker, also those that are only just starting, until each command has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing may disturb the removal of the drives
    while wait(running, timeout=_LOOK).not_done:
        for folder in station.folders():
            follow.stop(folder)


def _wipe(host: RehearsalHost, drive: DisposableDrive) -> Ending:
    """The ordinary command. `prefix`: what the character of a file drive needs in front of it."""
    program = [*drive.prefix, sys.executable, "-m", "coordi_wipe.cli.main"]
    words = ["--lang", catalogue.current().language, *demo_report.command(drive)]
    done = host.run([*program, *words], timeout=_LONGEST)
    return Ending(drive, done.code, done.out, done.err.decode(errors="replace"))


if __name__ == "__main__":
    sys.exit(main(sys.argv))
