"""Every glyph that a screen or a sentence may show: what the image's console font holds.

A console font holds 512 glyphs (linux/drivers/tty/vt/vt.c). Adding a language may mean adding letters here.
"""

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_LATIN_1 = "".join(map(chr, range(0xA0, 0x100)))  # ISO 8859-1: French but for three letters
_FRENCH = "ŒœŸ"
_PUNCTUATION = "–—‘’“”…•·‹›\u202f"
_SIGNS = "⚠✔✖●○▶◀▲▼←→↑↓×²³"
_BLOCKS = "█▀▄▌▐░▒▓■□▁▂▃▄▅▆▇▔▎▊"
_LINES = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝╭╮╰╯━┃╸╺╶╴"

GLYPHS = "".join(dict.fromkeys(_ASCII + _LATIN_1 + _FRENCH + _PUNCTUATION + _SIGNS + _BLOCKS + _LINES))
"""Each once."""
