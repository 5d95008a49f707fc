"""The committed JSON schemas are those of the types, and say the same of a document as the types do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples
from unit.model.stories import GOOD, evidence, one_pass
from unit.model.strategies import anything

from coordi_wipe.model.claim import claim
from coordi_wipe.model.schema import SCHEMAS, schema, write

COMMITTED = Path(__file__).parents[3] / "certs/schemas"
few = examples(40)
KINDS: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


def faults(value: Any, node: Any, root: dict[str, Any]) -> Iterator[str]:
    """Why this document is not what this schema describes: the keywords that our schemas use, no others."""
    if isinstance(node, bool):
        yield from () if node else ("nothing is allowed here",)
        return
    if "$ref" in node:
        yield from faults(value, root["$defs"][node["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in node and not any(not list(faults(value, one, root)) for one in node["anyOf"]):
        yield f"{value!r} is none of them"
    if "enum" in node and value not in node["enum"]:
        yield f"{value!r} is not in {node['enum']}"
    if "type" in node and not KINDS[node["type"]](value):
        yield f"{value!r} is not of type {node['type']}"
    elif isinstance(value, list):
        yield from _list_faults(value, node, root)
    elif isinstance(value, dict):
        yield from _object_faults(value, node, root)


def _list_faults(value: list[Any], node: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    fixed = node.get("prefixItems", [])
    if not node.get("minItems", 0) <= len(value) <= node.get("maxItems", len(value)):
        yield f"{len(value)} items"
    for index, item in enumerate(value):
        yield from faults(item, fixed[index] if index < len(fixed) else node.get("items", True), root)


def _object_faults(value: dict[str, Any], node: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in node.get("required", ()) if name not in value)
    known = node.get("properties", {})
    for name, item in value.items():
        yield from faults(item, known.get(name, node.get("additionalProperties", True)), root)


def _schema(name: str) -> dict[str, Any]:
    root: dict[str, Any] = json.loads((COMMITTED / f"{name}.json").read_bytes())
    return root


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schema_is_current(name: str) -> None:
    assert (COMMITTED / f"{name}.json").read_bytes() == schema(name), (
        "run: python -m coordi_wipe.model.schema certs/schemas"
    )


def test_each_committed_schema_has_a_type() -> None:
    assert {path.stem for path in COMMITTED.glob("*.json")} == set(SCHEMAS)


def test_written_schemas_are_the_committed_ones(tmp_path: Path) -> None:
    write(tmp_path / "new/folder")
    written = {path.name: path.read_bytes() for path in (tmp_path / "new/folder").iterdir()}
    assert written == {path.name: path.read_bytes() for path in COMMITTED.glob("*.json")}


@pytest.mark.parametrize("name", SCHEMAS)
def test_only_keywords_that_the_test_understands(name: str) -> None:
    known = {"$ref", "anyOf", "enum", "type", "prefixItems", "minItems", "maxItems", "items", "required"}
    known |= {"properties", "additionalProperties", "$defs", "$schema", "$comment", "title", "description"}
    known |= {"default", "discriminator"}
    assert set(_keywords(_schema(name))) <= known


def _keywords(node: Any) -> Iterator[str]:
    for key, inner in node.items() if isinstance(node, dict) else ():
        yield key
        if key in ("properties", "$defs"):
            for item in inner.values():
                yield from _keywords(item)
        elif key not in ("default", "discriminator"):
            for item in inner if isinstance(inner, list) else [inner]:
                yield from _keywords(item)


@pytest.mark.parametrize("name", SCHEMAS)
@few
@given(data=st.data())
def test_whatever_the_types_write_the_schema_accepts(name: str, data: st.DataObject) -> None:
    root = _schema(name)
    document = json.loads(msgspec.json.encode(data.draw(anything(SCHEMAS[name]))))
    assert list(faults(document, root, root)) == []


@pytest.mark.parametrize("name", GOOD)
def test_evidence_of_a_good_story_is_accepted(name: str) -> None:
    story = GOOD[name][0]()
    root = _schema("evidence")
    document = json.loads(msgspec.json.encode(evidence(story, claim(story.plan, story.facts))))
    assert list(faults(document, root, root)) == []


def _good_document() -> dict[str, Any]:
    story = one_pass()
    document: dict[str, Any] = json.loads(
        msgspec.json.encode(evidence(story, claim(story.plan, story.facts)))
    )
    return document


def _with(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The good document with one value replaced; `...` takes it away."""
    document = _good_document()
    node: Any = document
    for key in path[:-1]:
        node = node[key]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claim",), ...),
        (("claim", "status"), "erased"),
        (("claim", "status"), ...),
        (("claim", "level"), "destroy"),
        (("claim", "sentinel"), 1),
        (("sentinel",), 1),
        (("version",), "0"),
        (("rehearsal",), 1),
        (("clock",), "gps"),
        (("keys",), "00"),
        (("machine", "mains"), "yes"),
        (("plan", "steps", 0, "verify"), "none"),
        (("plan", "drive", "medium"), "floppy"),
        (("plan", "drive", "size"), 1.5),
        (("facts", 0, "fact"), "imagined"),
        (("facts", 0, "drive", "serial"), ...),
        (("facts", 1, "skipped"), [[1, 2, 3]]),
        (("facts", 1, "skipped"), [[1]]),
        (("facts", 1, "upto"), None),
        (("facts", 4, "how"), "well"),
    ],
)
def test_what_the_types_refuse_the_schema_refuses(path: tuple[str | int, ...], value: Any) -> None:
    document, root = _with(path, value), _schema("evidence")
    assert list(faults(document, root, root))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(document), type=SCHEMAS["evidence"])
