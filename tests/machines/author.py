"""Writes the recorded machines that are described in authoring/: `python tests/machines/author.py [NAME…]`.

calls.jsonl is what detection asked and was answered; expected.json is what it made of it. Read the
difference of expected.json before you commit it: the test compares, a person judges.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from authoring import benches, desktops, laptops, servers  # noqa: E402
from authoring.pc import TOOLS, Pc  # noqa: E402

from coordi_wipe.hardware import calls  # noqa: E402
from coordi_wipe.hardware.calls import Call  # noqa: E402
from coordi_wipe.hardware.record import RecordingHost, everything  # noqa: E402


def write(folder: Path, pc: Pc) -> None:
    """The two files of one machine."""
    recording = RecordingHost(pc)
    machine, drives = everything(recording)
    # drives are asked side by side: in the order of the questions, the file is the same each time
    calls.save(folder, [signed(call) for call in sorted(recording.calls, key=lambda call: call.key)])
    shown = msgspec.json.encode({"machine": machine, "drives": drives})
    (folder / "expected.json").write_bytes(msgspec.json.format(shown, indent=2) + b"\n")


def signed(call: Call) -> Call:
    """The call with the tool that printed its answer."""
    tool = {"run": TOOLS.get(call.args[0], "") if call.args else "", "udev": TOOLS["udev"]}.get(call.call, "")
    return Call(call.call, call.args, call.answer, call.error, "" if call.error else tool)


def described() -> dict[str, Callable[[], Pc]]:
    """Every description by its machine's name."""
    return laptops.MACHINES | benches.MACHINES | desktops.MACHINES | servers.MACHINES


if __name__ == "__main__":
    machines = described()
    for name in sys.argv[1:] or machines:
        write(HERE / name, machines[name]())
