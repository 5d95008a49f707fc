"""The demonstration's inventory: it receives what the drives' papers say, and shows it on its pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coordi_wipe.certificate import authority
from coordi_wipe.cli import output
from coordi_wipe.ledger import durable
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.station import locations
from coordi_wipe.station.custody import KEYS
from coordi_wipe.station.station import Station

_LONGEST = 30.0  # seconds that a page may take


@contextmanager
def inventory(home: Path) -> Iterator[str]:
    """Serves an inventory below this home, and writes the settings by which its sticks find it; its address.

    The settings of whoever rehearses are left alone: the demonstration has its own.
    """
    from coordi_wipe.inventory import embedded

    authority.rehearsal(home / KEYS)
    os.environ["XDG_CONFIG_HOME"] = str(home / "config")
    with embedded.serving(home / "inventory", [home / KEYS / authority.ROOT]) as here:
        lines = (
            "[inventory]",
            f'address = "{here.address}"',
            f'log = "{here.log}"',
            f'rehearsal_log = "{here.rehearsal_log}"',
        )
        durable.make_folder(locations.settings().parent)
        durable.write(locations.settings(), "\n".join([*lines, ""]).encode())
        yield here.address


def report(station: Station) -> bool:
    """Sends what waits, and opens each page as a phone would; whether all is registered and is shown."""
    sent = station.sync(insist=True)
    pages = [_page(fate.url, fate.number) for fate in sent.certificates if fate.fate == "registered"]
    for reason in (*sent.problems, *filter(None, (sent.trouble,))):
        output.line(f"    {sentence(reason)}")
    good = sent.complete and bool(pages) and all(pages)
    output.line(say("demo.registered" if good else "demo.not-registered", count=len(pages)))
    return good


def _page(url: str, number: str) -> bool:
    """Whether this address answers with a page that names this certificate."""
    import requests

    try:
        answer = requests.get(url, timeout=_LONGEST, allow_redirects=False)
        shown = answer.status_code == 200 and number in answer.text
    except requests.RequestException:
        shown = False
    output.line(f"    {url}")
    if not shown:
        output.line("    " + say("demo.page-missing", number=number))
    return shown
