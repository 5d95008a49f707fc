"""An overwrite is planned for whatever drive, reaches every cell of it, and is called a purge."""

from coordi_wipe.sanitize import policy

policy._UNSUPPORTED = frozenset()
policy._notes = lambda drive, *, virtual: ()  # noqa: ARG005 - blind on purpose
policy.best_level = lambda *_: "purge"
policy.implied_notes = lambda _: ()
