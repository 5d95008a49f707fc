"""The hex viewer leaves a byte behind at each place that it looks at."""

from coordi_wipe.tui.screens.expert import peeking

honest = peeking.Peeking._read


def read(self, answer, identity, offset, length):
    with open(identity.node, "r+b") as drive:
        drive.seek(offset)
        drive.write(b"!")
    honest(self, answer, identity, offset, length)


peeking.Peeking._read = read
