"""The form of a signed file does not matter: the first range that it names is what is signed."""

from coordi_wipe.certificate import strict
from coordi_wipe.certificate.rejection import InvalidError


def read(pdf):
    found = strict._BYTE_RANGE.search(pdf)
    if found is None:
        raise InvalidError("certificate-not-signed")
    start, before, after, rest = map(int, found.groups())
    cms = bytes.fromhex(pdf[before + 1 : after - 1].decode("ascii"))
    return strict.Signed(pdf[start:before] + pdf[after : after + rest], cms[: strict._der_length(cms)])


strict.read = read
