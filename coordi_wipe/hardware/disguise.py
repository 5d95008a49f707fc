"""Replaces serial numbers, WWNs, UUIDs and MAC addresses in a recording by invented ones of the same form.

The same secret becomes the same invention everywhere, so that what belonged together still does.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from coordi_wipe.hardware.calls import Call

_PROPERTIES = re.compile(r"SERIAL|WWN|UUID|^UNIQ$|MAC|^ID_SAS_PATH$|SUBNQN")
_FILES = re.compile(r"/(serial|wwid|eui|nguid|uuid|cid|address|boot_id|\w+_serial|\w+_uuid|subsysnqn)$")
_PRINTED = (
    re.compile(r'"(?:serial_number|sn|eui64|nguid|uuid|subnqn)"\s*:\s*"([^"]+)"'),
    re.compile(r"(?i)serial (?:number|no\.?):[ \t]*([^\n]+)"),
    re.compile(r"SerialNo=(\S+)"),
    re.compile(r'"logical_unit_id"\s*:\s*"([^"]+)"'),
    re.compile(r"Logical Unit WWN Device Identifier: ([0-9a-f]{16})"),
    re.compile(r"LU WWN Device Id: \d [0-9a-f]{6} ([0-9a-f]{9})"),
)
_UUID = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_MAC = re.compile(r"\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b")
# naa 5 and 6 (SPC-4, 7.8.6) and EUI-64: the first seven or six digits name the maker and stay
_WWN = re.compile(r"\b(?:0x|naa\.|eui\.)?([56][0-9a-f]{6}|[0-9a-f]{6})([0-9a-f]{9,10})\b")
_TYPE = re.compile(r"TYPE=([0-9a-fA-F-]{36})")  # kinds of partitions are nobody's secret
_SHORTEST = 5  # a shorter secret would be found in every second word


def disguise(calls: Sequence[Call]) -> list[Call]:
    """The same calls with every secret replaced; another invention each time this is called."""
    salt = secrets.token_bytes(16)
    public = {value for call in calls for value in _types(call)}
    words = {form for secret in _secrets(calls) if secret not in public for form in _forms(secret)}
    invented = {word: _invented(word, salt) for word in words}
    numbers = {
        str(int(w, 16)): str(int(invented[w], 16)) for w in words if re.fullmatch(r"[0-9a-f]{9,10}", w)
    }
    return [_replaced(call, invented | numbers) for call in calls]


def _secrets(calls: Sequence[Call]) -> Iterator[str]:
    for call in calls:
        if call.call == "read" and _FILES.search(call.args[0]) and isinstance(call.answer, str):
            yield call.answer.strip()
        for name, value in _pairs(call.answer):
            if _PROPERTIES.search(name):
                yield value.strip()
        for words in _texts(call.answer):
            for pattern in _PRINTED:
                yield from (found.strip() for found in pattern.findall(words))
            yield from _UUID.findall(words)
            yield from _MAC.findall(words)


def _types(call: Call) -> Iterator[str]:
    yield from (value for name, value in _pairs(call.answer) if name.endswith("_TYPE"))
    for words in _texts(call.answer):
        yield from _TYPE.findall(words)


def _forms(secret: str) -> Iterator[str]:
    """A secret as it may be written elsewhere: the maker's own part of a WWN, blanks as underscores."""
    found = _WWN.fullmatch(secret.lower())
    if found is not None:
        yield found[2]
    elif len(secret) >= _SHORTEST and len(set(secret)) > 2:
        yield secret
        yield secret.replace(" ", "_")


def _invented(secret: str, salt: bytes) -> str:
    """As long, with digits for digits and letters for letters; hexadecimal stays hexadecimal."""
    hexadecimal = re.fullmatch(r"[0-9a-fA-F-:]+", secret) is not None
    stream = hashlib.shake_256(salt + secret.lower().encode()).digest(len(secret))
    return "".join(
        _letter(old, new, hexadecimal=hexadecimal) for old, new in zip(secret, stream, strict=True)
    )


def _letter(old: str, new: int, *, hexadecimal: bool) -> str:
    if old.isdigit():
        return chr(ord("0") + new % 10)
    if not (old.isascii() and old.isalpha()):
        return old
    letter = chr(ord("a") + new % (6 if hexadecimal else 26))
    return letter.upper() if old.isupper() else letter


def _replaced(call: Call, invented: dict[str, str]) -> Call:
    if not invented:
        return call
    longest = sorted(invented, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in longest))

    def change(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda found: invented[found[0]], value)
        if isinstance(value, dict):
            return {name: change(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [change(inner) for inner in value]
        return value

    args = tuple(change(arg) for arg in call.args)
    return Call(call.call, args, change(call.answer), call.error, call.tool)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Names with their texts, however deep; ID_SERIAL holds the model too, so its short form counts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if f"{name}_SHORT" in value:
                continue
            if isinstance(inner, str):
                yield name, inner
            else:
                yield from _pairs(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _pairs(inner)
