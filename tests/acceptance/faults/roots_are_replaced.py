"""A root is made over the one that is there."""

from pathlib import Path

from coordi_wipe.certificate import root_store

honest = root_store.keep


def keep(folder, root, passphrase, cost=None):
    for name in (root_store.KEY, root_store.CERTIFICATE):
        (Path(folder) / name).unlink(missing_ok=True)
    honest(folder, root, passphrase, cost)


root_store.keep = keep
root_store.check_free = lambda folder: None  # noqa: ARG005 - blind on purpose
