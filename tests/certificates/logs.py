"""A log of the tests' own, as an inventory keeps one: it takes digests and gives proofs."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coordi_wipe.certificate import log, signed_time
from coordi_wipe.certificate.log import LogKey


class Log:
    """`add(DIGEST)` answers a proof; the same digest again the same leaf."""

    def __init__(self, name: str = "essai.example/log") -> None:
        self._key = Ed25519PrivateKey.generate()
        self.public = LogKey(name, self._key.public_key().public_bytes_raw())
        self.digests: list[str] = []

    def time(self, nonce: str, unix: float) -> bytes:
        """What an inventory with this log answers who asks for the time."""
        return signed_time.sign(nonce, unix, self.public.name, self._key).encode()

    def add(self, digest: str) -> str:
        if digest not in self.digests:
            self.digests.append(digest)
        leaves = [log.leaf(bytes.fromhex(one)) for one in self.digests]
        head = log.checkpoint(self.public.name, leaves, self._key)
        return log.proof(self.digests.index(digest), leaves, head)
