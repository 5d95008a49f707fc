"""`coordi-wipe stick prepare` and `stick check`: a stick made of a release, and compared with it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import RefusedError, UsageError


def add_to(group: typer.Typer) -> None:
    """Adds the two commands to the group `stick`."""
    image_option = typer.Option(metavar="IMG", help=say("cli.stick.image.help"), show_default=False)
    device_argument = typer.Argument(metavar=say("cli.stick.device"), help=say("cli.stick.device.help"))
    json_option = typer.Option("--json", help=say("cli.json.help"))

    @group.command(help=say("cli.stick.prepare.help"))
    def prepare(
        device: Annotated[str, device_argument],
        image: Annotated[Path, image_option],
        serial: Annotated[
            str,
            typer.Option(metavar=say("cli.serial"), help=say("cli.stick.serial.help"), show_default=False),
        ] = "",
        new: Annotated[bool, typer.Option("--new", help=say("cli.stick.new.help"))] = False,
        json: Annotated[bool, json_option] = False,
    ) -> int:
        _prepare(device, image, serial, new=new, json=json)
        return 0

    @group.command(help=say("cli.stick.check.help"))
    def check(
        device: Annotated[str, device_argument],
        image: Annotated[Path, image_option],
        json: Annotated[bool, json_option] = False,
    ) -> int:
        """0 when the stick is the release, else 1."""
        return _check(device, image, json=json)


def _prepare(device: str, path: Path, serial: str, *, new: bool, json: bool) -> None:
    from coordi_wipe.cli.stick_progress import shown
    from coordi_wipe.hardware.linux import ONLY, LinuxHost
    from coordi_wipe.hardware.writing import image, prepare, target
    from coordi_wipe.station import locations

    host = LinuxHost.from_environment()
    drive = target.named(host, device, [str(locations.home())])
    target.writable(drive, serial, disposable=ONLY in os.environ)
    if not serial and not sys.stdin.isatty():
        raise UsageError("prepare-serial-needed", serial=drive.identity.serial or "–")
    with shown() as show:
        release = image.look(path, lambda done, total: show("look", done, total))
    output.note(say("cli.stick.checksum-good" if release.checked else "cli.stick.checksum-absent"))
    read = target.reader(host, drive.identity)
    wanted = prepare.planned(read, drive.identity.size, release, new=new)
    _say_what(drive, update=wanted.update)
    if not serial:
        _confirm()
    try:
        with shown() as show:
            done = prepare.prepare(host, drive.identity, release, wanted, new=new, tell=show)
    except KeyboardInterrupt:
        output.note(say("cli.stick.unfinished"))
        raise
    if json:
        output.data(done)
        return
    code = "cli.stick.updated" if done.update else "cli.stick.prepared"
    output.line(say(code, size=done.size, version=done.version or say("unknown")))


def _say_what(drive: Drive, *, update: bool) -> None:
    identity = drive.identity
    output.note(
        say(
            "cli.stick.target",
            node=identity.node,
            model=identity.model or say("unknown"),
            serial=identity.serial or "–",
            size=identity.size,
        )
    )
    for content in drive.content:
        what = " ".join(filter(None, (content.kind, content.label)))
        output.note(
            "    " + say("cli.detect.content", node=content.node, what=what or "?", size=content.size)
        )
    output.note(say("cli.stick.will-update" if update else "cli.stick.will-erase"))


def _confirm() -> None:
    """Raises RefusedError unless the word is typed; capitals do not matter."""
    word = say("cli.stick.word")
    sys.stderr.write(say("cli.stick.type-word", word=word) + " ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() != word.casefold():
        raise RefusedError("prepare-not-confirmed")


def _check(device: str, path: Path, *, json: bool) -> int:
    from coordi_wipe.cli.stick_progress import shown
    from coordi_wipe.hardware.linux import LinuxHost
    from coordi_wipe.hardware.writing import checking, image, target

    host = LinuxHost.from_environment()
    drive = target.named(host, device)
    with shown() as show:
        release = image.look(path, lambda done, total: show("look", done, total))
        found = checking.check(
            host, drive.identity, release, lambda done, total: show("compare", done, total)
        )
    if json:
        output.data(found)
        return 0 if found.same else 1
    output.line(say("cli.stick.version", version=found.version or say("unknown")))
    if found.difference is None:
        output.line(say("cli.stick.same"))
    else:
        part, at = found.difference.part, found.difference.at
        output.line(sentence(Reason(f"cli.stick.differs-{part}", {"at": at})))
    output.line(say("cli.stick.data" if found.data else "cli.stick.no-data"))
    if not release.checked:
        output.note(say("cli.stick.checksum-absent"))
    return 0 if found.same else 1
