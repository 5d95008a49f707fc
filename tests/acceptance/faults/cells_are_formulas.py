"""What stands in a cell is written as it is."""

from coordi_wipe.certificate import cells

cells.harmless = lambda cell: cell
