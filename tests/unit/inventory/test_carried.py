"""A ZIP that a stick exported goes in, and its answers are those that the stick reads."""

import io
import zipfile

import inventories
import pytest

from coordi_wipe.certificate import attachment, number
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.sync import parcel
from coordi_wipe.sync.answer import Refused, Registered

pytestmark = pytest.mark.usefixtures("site")


def digest_of(pdf: bytes) -> str:
    return number.digest(attachment.evidence_of(pdf))


def zipped(path, **entries: bytes):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def taken(path):
    from coordi_wipe.inventory.certificates import carried

    return tuple(carried.take(path))


def test_what_was_carried_is_registered_and_the_stick_reads_the_answers(tmp_path):
    from coordi_wipe.inventory.certificates import carried

    good, bad = inventories.paper("sanitized"), b"%PDF-1.7 something else"
    path = zipped(
        tmp_path / "in.zip",
        **{
            f"certificates/{digest_of(good)}.pdf": good,
            f"certificates/{'a' * 64}.pdf": bad,
            "manifest.json": b"{}",
            "ledger.jsonl": b"",
        },
    )
    carried.write(tmp_path / "answers.json", taken(path))
    read = dict(parcel.answers(tmp_path / "answers.json"))
    assert isinstance(read[digest_of(good)], Registered)
    assert isinstance(read["a" * 64], Refused)
    assert len(read) == 2
    again = {one.digest: one for one in taken(path)}
    assert again[digest_of(good)].again
    assert again[digest_of(good)].proof == read[digest_of(good)].proof


def test_an_entry_is_unpacked_no_further_than_may_be_put(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{'b' * 64}.pdf", b"%PDF-" + b"\0" * (32 << 20))
    (one,) = taken(tmp_path / "in.zip")
    assert [reason.code for reason in one.reasons] == ["inventory-too-big"]


def test_a_damaged_entry_does_not_keep_the_others_out(tmp_path):
    good = inventories.paper("sanitized")
    entries = {f"{'c' * 64}.pdf": b"%PDF-" + b"damaged" * 100, f"{digest_of(good)}.pdf": good}
    path = zipped(tmp_path / "in.zip", **entries)
    path.write_bytes(path.read_bytes().replace(b"damageddamaged", b"damagedDAMAGED", 1))
    found = {one.digest: one for one in taken(path)}
    assert [reason.code for reason in found["c" * 64].reasons] == ["inventory-cut"]
    assert found[digest_of(good)].proof


@pytest.mark.parametrize("how", ["garbage", "nothing in it", "traversal"])
def test_what_holds_no_certificates_is_told(tmp_path, how):
    path = tmp_path / "in.zip"
    if how == "garbage":
        path.write_bytes(io.BytesIO(b"garbage").read())
    else:
        zipped(path, **({"../" * 3 + "d" * 64 + ".exe": b"x"} if how == "traversal" else {"a.txt": b""}))
    with pytest.raises(DamagedError) as told:
        taken(path)
    assert told.value.reason.code == "inventory-zip-damaged"
