"""Textual's usual palette on a console of sixteen colours: amber comes out red there."""

from textual._ansi_theme import MONOKAI

from coordi_wipe.tui import palette

palette.CONSOLE = MONOKAI
