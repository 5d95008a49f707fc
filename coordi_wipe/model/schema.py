"""JSON schemas of what leaves the product: `python -m coordi_wipe.model.schema certs/schemas` writes them.

JSON Schema 2020-12, as msgspec makes it of the types. A test says when the committed files are behind.
"""

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from coordi_wipe.model.evidence import EVIDENCE_VERSION, Evidence
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.plan import Plan
from coordi_wipe.model.progress import Progress

SCHEMAS: dict[str, Any] = {"evidence": Evidence, "fact": AnyFact, "plan": Plan, "progress": Progress}
"""File name without `.json` → type."""


def schema(name: str) -> bytes:
    """The schema of this name as it stands in certs/schemas: the same bytes for the same types."""
    return of(SCHEMAS[name], name)


def of(kind: Any, name: str) -> bytes:
    """The schema of any type, under this name."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"evidence version {EVIDENCE_VERSION}; made by coordi_wipe.model.schema, not by hand",
        "title": f"coordi-wipe {name}",
    }
    body = head | _plain(msgspec.json.schema(kind))
    return json.dumps(body, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def write(folder: Path) -> None:
    """Writes every schema into this folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (folder / f"{name}.json").write_bytes(schema(name))


def _plain(node: Any) -> Any:
    """Descriptions without the indentation of docstrings, which Python keeps before 3.13 and drops since."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _plain(item) for key, item in node.items()}
    return (
        inner | {"description": inspect.cleandoc(text)}
        if isinstance(text := node.get("description"), str)
        else inner
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
