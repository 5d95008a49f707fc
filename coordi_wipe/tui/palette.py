"""The sixteen colours of a text console, for the screens' own arithmetic with colours.

Textual turns named colours into full ones, and Rich those back into the nearest of sixteen where there are no
more: by Textual's usual palette amber came out red on the Linux console. By the console's own it stays amber.
"""

from rich.terminal_theme import TerminalTheme

_DARK = [
    (0, 0, 0),
    (170, 0, 0),
    (0, 170, 0),
    (170, 85, 0),
    (0, 0, 170),
    (170, 0, 170),
    (0, 170, 170),
    (170, 170, 170),
]
_BRIGHT = [
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
    (255, 255, 255),
]

CONSOLE = TerminalTheme((0, 0, 0), (170, 170, 170), _DARK, _BRIGHT)
"""As in linux/drivers/tty/vt/vt.c, `default_red` and its neighbours."""
