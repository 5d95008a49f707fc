"""A script that runs inside a guest and writes to its second serial line: for direct boots only.

The unit comes as systemd credentials of the firmware (systemd.system-credentials(7): systemd.extra-unit.*,
systemd.unit-dropin.*), so that the image stays as it is shipped. The shipped menu says
systemd.import_credentials=no, and takes none.
"""

import base64
import time
from collections.abc import Mapping
from pathlib import Path

from image.machine import Guest

END = "probe: end"


def arguments(
    folder: Path, script: str, *, after: str = "coordi-wipe.service", dropins: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """QEMU's arguments for a guest in which `script` (sh, as root) runs after this unit has started.
    `dropins`: text by name of unit."""
    unit = (
        f"[Unit]\nDescription=probe\nDefaultDependencies=no\nAfter={after}\n"
        "[Service]\nType=simple\nImportCredential=probe.script\n"
        'ExecStart=/bin/sh -c "exec >/dev/ttyS1 2>&1; '
        f'sh ${{CREDENTIALS_DIRECTORY}}/probe.script; echo {END}"\n'
    )
    given = {
        "systemd.extra-unit.probe.service": unit,
        "systemd.unit-dropin.multi-user.target~probe": "[Unit]\nWants=probe.service\n",
        **{f"systemd.unit-dropin.{name}~tests": text for name, text in (dropins or {}).items()},
    }
    words = credentials(folder, given)
    (folder / "script").write_text(script)
    return (*words, "-fw_cfg", f"name=opt/io.systemd.credentials/probe.script,file={folder / 'script'}")


def credentials(folder: Path, given: Mapping[str, str]) -> tuple[str, ...]:
    """QEMU's arguments for credentials by name, each as the firmware's own words (SMBIOS type 11)."""
    folder.mkdir(parents=True, exist_ok=True)
    words: list[str] = []
    for number, (name, text) in enumerate(given.items()):
        path = folder / f"credential-{number}"
        coded = base64.b64encode(text.encode()).decode()
        path.write_text(f"io.systemd.credential.binary:{name}={coded}")
        words += ["-smbios", f"type=11,path={path}"]
    return tuple(words)


def said(guest: Guest, seconds: float, until: str = END) -> str:
    """What the script wrote, once this stands in it; AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        text = guest.probe.read_text(errors="replace").replace("\r", "")
        if until in text:
            return text.partition(END)[0]
        if time.monotonic() > deadline or not guest.running():
            guest.screen.look()
            raise AssertionError(f"{until!r} never came from the guest; it wrote:\n{text}")
        time.sleep(0.2)
