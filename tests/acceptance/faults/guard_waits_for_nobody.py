"""A drive whose lock is taken when its worker was killed stays writable, and nobody hears of it."""

from coordi_wipe.hardware import guard

guard._left_to_a_unit = lambda *_: 0
