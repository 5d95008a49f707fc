"""A confirmation outlives the drive: another one in its place is taken for it."""

from coordi_wipe.model.drive import Identity
from coordi_wipe.tui import flow

flow.drives_seen = lambda state, before, after: state  # noqa: ARG005 - blind on purpose
Identity.__eq__ = lambda self, other: self.node == other.node
Identity.__hash__ = lambda self: hash(self.node)
