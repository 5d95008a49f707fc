"""Words that several tabs share: label and value in two columns, and a drive in short."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from coordi_wipe.messages.sentences import say
from coordi_wipe.model.drive import Identity

NONE = "–"
LABEL = 14  # columns
NAME = 12  # characters of a node


def pairs(rows: Sequence[tuple[str, str]]) -> Table:
    """Labels and values; a value that is long goes on below itself."""
    table = Table.grid(expand=True, padding=(0, 1, 0, 0))
    table.add_column(width=LABEL, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=1, overflow="fold")
    for label, value in rows:
        table.add_row(Text(label, "bold"), Text(value))
    return table


def node(identity: Identity) -> str:
    """A drive's node without the folder that all have in common; of a long path its end."""
    name = identity.node.removeprefix("/dev/")
    return name if len(name) <= NAME else f"…{name[1 - NAME :]}"


def drive(identity: Identity) -> str:
    """A drive on one line: node, model, serial, size."""
    return say(
        "expert.drive",
        node=node(identity),
        model=identity.model or say("unknown"),
        serial=identity.serial or NONE,
        size=identity.size,
    )
