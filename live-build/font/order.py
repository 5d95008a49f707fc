"""Which letters are in the font besides those that our screens show, and at which positions.

The kernel tells letters by the Unicode table, but clears with the glyph 0x20 and falls back on ASCII
positions (linux/drivers/tty/vt/vt.c). A VGA card in text mode draws nine dots a letter; the ninth repeats the
eighth at positions 0xC0 to 0xDF of each 256, and is empty elsewhere (IBM VGA, Attribute Mode Control, bit 2).
"""

COUNT = 512
UNKNOWN = "\ufffd"  # the kernel shows it for what the font lacks (linux/drivers/tty/vt/consolemap.c)

SAME = {  # one glyph for both: the same mark, or a sign that tells the same
    " ": "\u00a0\u202f\u2007\u2009\u200a",
    "-": "\u00ad\u2010\u2011",
    "–": "‒−",
    "—": "―",
    "✔": "✓",
    "✖": "✗✘",
    "µ": "μ",
    "Å": "\u212b",  # the units, which look like the letters in an editor too
    "K": "\u212a",
    "Ω": "\u2126",
    "Δ": "∆",
    "Ð": "Đ",
    "◆": "♦",
    **dict(zip("ABEHIKMNOPTXYZÏŸovó", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖΪΫονό", strict=True)),
}

_MORE_LINES = "╠╣╦╩╬┏┓┗┛┣┫┳┻╋╹╻╷╵"
_MORE_BLOCKS = "▕▏▍▋▉▖▗▘▙▚▛▜▝▞▟"
_LETTERS = "€" + "".join(map(chr, range(0x100, 0x180))) + "ȘșȚțƒ"
_MARKS = "‚„†‡‰′″‼™№↔↕↵⇐⇑⇒⇓⇔≈≠≤≥∞√∑∅∈∧∨∩∪◆◊♥♦♣♠♪♫⌂₧₮ⁿˆˇ˙˛˜˝"
_GREEK = "ΓΔΘΛΞΠΣΥΦΨΩΪΫαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰΆΈΉΊΌΎΏ"

_TERMINAL = "⎺⎻⎼⎽␉␊␋␌␍␤♀♂☺☻☼⌐⌠⌡∙∟"  # DEC's special graphics, IBM's code page 437

EXTRA = _MORE_LINES + _MORE_BLOCKS + _LETTERS + _MARKS + _GREEK + _TERMINAL
"""In order of use: those that a font has are taken until all positions are."""


def is_joined(letter: str) -> bool:
    """Whether it is a line or a block, and meets its neighbour: Box Drawing and Block Elements of Unicode."""
    return 0x2500 <= ord(letter) <= 0x259F


def positions(letters: list[str], reaching: set[str]) -> list[str]:
    """The letters in the order of the font; `reaching` are those with ink in the last column.

    Lines and blocks that reach stand where the ninth dot is repeated, ASCII and Latin-1 at their own code.
    """
    ninth = [*range(0xC0, 0xE0), *range(0x1C0, 0x1E0)]
    need = [letter for letter in letters if is_joined(letter) and letter in reaching]
    if len(need) > len(ninth):
        raise ValueError(f"{len(need)} lines and blocks for {len(ninth)} positions")
    joined = [letter for letter in letters if is_joined(letter) and letter not in reaching]
    placed = dict(zip(ninth, need + joined, strict=False))
    placed |= {ord(c): c for c in letters if ord(c) < 0x100 and ord(c) not in placed}
    free = (position for position in range(COUNT) if position not in placed and position not in ninth)
    there = set(placed.values())
    placed |= dict(zip(free, [UNKNOWN, *(c for c in letters if c not in there)], strict=True))
    return [placed[position] for position in range(COUNT)]
