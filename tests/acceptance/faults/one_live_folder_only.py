"""A job is locked where its own live folder lies, and nowhere else."""

from contextlib import nullcontext

from coordi_wipe.jobs import folder, locks

locks._also = lambda order: nullcontext()  # noqa: ARG005 - blind on purpose
folder.is_locked = lambda path: path.name == "alive" and locks.is_locked(path)
