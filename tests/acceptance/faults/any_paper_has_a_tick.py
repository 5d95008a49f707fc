"""The expert's table ticks every certificate, whatever its verdict."""

from coordi_wipe.tui.screens.expert import paper

paper._sign = lambda _: "✔"
