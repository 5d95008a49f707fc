"""Which keys a person presses for a text, on a French keyboard; and which ones a scanner set to US types.

Keys are QEMU's qcodes: they name places on a keyboard, by what a US one has there.
"""

from collections.abc import Sequence

Keys = tuple[str, ...]

SHIFT, ALTGR = "shift", "alt_r"
_TOP = ("grave_accent", *"1234567890", "minus", "equal")
_ROW_2 = (*"qwertyuiop", "bracket_left", "bracket_right")
_ROW_3 = (*"asdfghjkl", "semicolon", "apostrophe", "backslash")
_ROW_4 = (*"zxcvbnm", "comma", "dot", "slash")
_PLACES = (*_TOP, *_ROW_2, *_ROW_3, *_ROW_4)

_FRENCH = "²&é\"'(-è_çà)=" + "azertyuiop^$" + "qsdfghjklmù*" + "wxcvbn,;:!"
_FRENCH_SHIFT = "\x001234567890°+" + "AZERTYUIOP¨£" + "QSDFGHJKLM%µ" + "WXCVBN?./§"
_US = "`1234567890-=" + "qwertyuiop[]" + "asdfghjkl;'\\" + "zxcvbnm,./"
_US_SHIFT = "~!@#$%^&*()_+" + "QWERTYUIOP{}" + 'ASDFGHJKL:"|' + "ZXCVBNM<>?"
_ALWAYS = {" ": ("spc",), "\n": ("ret",), "\t": ("tab",)}
_ALTGR = {"@": (ALTGR, "0"), "#": (ALTGR, "3"), "|": (ALTGR, "6"), "\\": (ALTGR, "8"), "{": (ALTGR, "4")}
_ALTGR |= {"}": (ALTGR, "equal"), "[": (ALTGR, "5"), "]": (ALTGR, "minus"), "~": (ALTGR, "2")}


def _layout(plain: str, shifted: str) -> dict[str, Keys]:
    keys = {letter: (SHIFT, place) for letter, place in zip(shifted, _PLACES, strict=True)}
    return keys | {letter: (place,) for letter, place in zip(plain, _PLACES, strict=True)} | _ALWAYS


FRENCH = _layout(_FRENCH, _FRENCH_SHIFT) | _ALTGR
US = _layout(_US, _US_SHIFT)
NAMED = {"enter": "ret", "escape": "esc", "up": "up", "down": "down", "left": "left", "right": "right"}


def keys_for(text: str, layout: dict[str, Keys] | None = None) -> Sequence[Keys]:
    """The keys of each letter, together where it takes several; KeyError for one that no key has."""
    return [(layout or FRENCH)[letter] for letter in text]


def key(name: str) -> Keys:
    """A key by its name on the screen: `enter`, `escape`, `f5`, a French letter, `ctrl+alt+f2`."""
    if name in NAMED:
        return (NAMED[name],)
    return FRENCH[name] if len(name) == 1 else tuple(name.split("+"))
