"""`make bench`: our speed against fio and shred, our cost, our memory; alternating rounds, medians.

`--write` puts the table into docs/benchmarks.md; `--strict` ends 1 when a bar is missed.
The bars are those of issue 8, "Speed", and of issue 9.
"""

import argparse
import signal
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks import engine, line, peers, report, screens
from benchmarks.device import Device, NoRoomError, in_memory

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/benchmarks.md"
SIZE = 2 << 30
SHRED = 1 << 30
_MISSING = 4


def main() -> int:
    """Measures, prints the table."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--strict", action="store_true", help="end 1 when a bar is missed")
    options.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with in_memory(SIZE) as device, tempfile.TemporaryDirectory(prefix="coordi-wipe-bench-") as home:
            about = f"{report.machine(_tools())}.\nDevice: {device.words}. {asked.rounds} rounds."
            rows = [
                *_speed(device, asked.rounds),
                *_line(device, Path(home), asked.rounds),
                *_screens(asked.rounds),
            ]
    except NoRoomError as error:
        print(error, file=sys.stderr)
        return _MISSING
    text = f"{about}\n\n{report.table(rows)}\n"
    print(text)
    if asked.write:
        PAGE.write_text(f"{_HEAD}\n{text}")
    return int(asked.strict and not all(row.met for row in rows))


def _tools() -> dict[str, str]:
    libraries = {name: version(name) for name in ("coordi-wipe", "cryptography")}
    return libraries | peers.versions()


def _speed(device: Device, rounds: int) -> list[report.Row]:
    """Ours and theirs by turns, so that what else the machine does hits both."""
    fio_write, fio_read, shred = [], [], []
    random, zero, verified = [], [], []
    for number in range(rounds):
        _say(f"round {number + 1} of {rounds}")
        fio_write.append(peers.fio(device.node, "write"))
        with engine.claimed(device.node) as block:
            zero.append(engine.overwrite(block, engine.ZERO))
            random.append(engine.overwrite(block, engine.RANDOM))
            verified.append(engine.verify(block, engine.RANDOM))
        fio_read.append(peers.fio(device.node, "read"))
        shred.append(peers.shred(device.node, SHRED))
    rates = {name: [ran.rate for ran in runs] for name, runs in _named(random, zero, verified)}
    costs = {name: [ran.cost for ran in runs] for name, runs in _named(random, zero, verified)}
    return [
        report.ratio("random overwrite / fio write", rates["random"], fio_write, 0.8),
        report.ratio("zero overwrite / fio write", rates["zero"], fio_write, 0.9),
        report.ratio("full verification / fio read", rates["verified"], fio_read, 0.45),
        report.ratio("random overwrite / `shred -n1`", rates["random"], shred, 1.5),
        report.most("core time, random, written", costs["random"], 0.2, "s/GB"),
        report.most("core time, random, verified", costs["verified"], 0.25, "s/GB"),
    ]


def _named(random: list, zero: list, verified: list) -> list[tuple[str, list[engine.Ran]]]:
    return [("random", random), ("zero", zero), ("verified", verified)]


def _line(device: Device, home: Path, rounds: int) -> list[report.Row]:
    """The command line, its worker and its certificate."""
    _say("the whole line")
    wiped = line.wipe(device.node, home)
    told = f"{wiped.status}; {wiped.rate / 1e9:.1f} GB/s; {wiped.seconds:.1f} s for the whole command"
    return [
        report.Row(
            f"worker's memory (PSS, largest of {wiped.looks} looks)",
            told,
            wiped.pss / 1e6,
            80,
            at_least=False,
            unit="MB",
        ),
        report.Row(
            "worker's buffers, largest", "resident", wiped.buffers / (1 << 20), 16, at_least=False, unit="MiB"
        ),
        _start_up("`coordi-wipe --help`", [line.help_shown() for _ in range(rounds)], 0.3),
        _start_up(
            "a new `coordi-wipe jobs` sees 16 jobs", [line.listed(wiped, home) for _ in range(rounds)], 2.0
        ),
        _start_up(
            "evidence → signed certificate, cold", [line.certified(wiped, home) for _ in range(rounds)], 1.0
        ),
    ]


def _screens(rounds: int) -> list[report.Row]:
    """The screens on a terminal, alone and over sixteen jobs."""
    _say("the screens")
    firsts = [screens.first() for _ in range(rounds)]
    over = screens.watched()
    return [
        report.most("start → first screen", firsts, 1.0, "s"),
        report.most("start over 16 jobs → all of them shown, a code typed in between", [over.back], 2.0, "s"),
        report.most(f"key → screen meanwhile, of {len(over.keys)} keys", over.keys, 0.05, "s"),
        report.most("16 jobs, 5 updates a second each: screens' core time", [over.cost], 0.10, "cores"),
    ]


def _start_up(what: str, took: list[line.Took], bar: float) -> report.Row:
    core = statistics.median(one.core for one in took)
    return report.most(what, [one.clock for one in took], bar, "s", f"; {core:.2f} of it at work on a core")


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr)


_HEAD = """# Benchmarks

Written by `make bench ARGS=--write`; what is measured and how: `tests/benchmarks/`. Figures of one
machine on one day: the ratios are what counts, since both sides of each were measured by turns.
fio writes and reads 1 MiB pieces, O_DIRECT, 16 at once; ours goes through the product's own pipeline on a
claimed drive, every pass flushed. Core time is user and system time of our process alone.
"""

if __name__ == "__main__":
    sys.exit(main())
