"""Every passphrase is taken for the right one: files are locked under a key that everybody knows."""

from coordi_wipe.certificate import vault

vault._key = lambda passphrase, salt, cost: bytes(32)  # noqa: ARG005 - blind on purpose
