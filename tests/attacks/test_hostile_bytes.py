"""Whatever bytes come: always a verdict, never an exception, and never a good one."""

import contextlib

from attacks import tools
from certificates import makers, samples
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plugins.properties import examples

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.issue import issue
from coordi_wipe.certificate.verification import verify
from coordi_wipe.model.errors import CoordiWipeError

REFUSED = {"invalid", "unreadable"}
SETTINGS = examples(150)


def verdict_on(pdf):
    return verify(
        pdf, trust=[makers.root()], rehearsal_trust=[makers.rehearsing().root], allow_rehearsal=True
    )


def refused(pdf):
    verdict = verdict_on(pdf)
    assert verdict.verdict in REFUSED
    assert not verdict.valid
    assert len(verdict.reasons) == 1


@SETTINGS
@given(st.binary(max_size=2000))
def test_any_bytes(data):
    refused(data)
    refused(b"%PDF-1.7\n" + data + b"\nstartxref\n9\n%%EOF\n")


@SETTINGS
@given(
    st.lists(
        st.sampled_from(
            [
                b"%PDF-1.7\n",
                b"/ByteRange [0 20 30 40]",
                b"/ByteRange [0 0 0 0]",
                b"<30",
                b"00>",
                b"startxref\n0\n%%EOF\n",
                b"/Encrypt 1 0 R",
                b"trailer",
                b"stream",
                b"\xff" * 9,
                b"/ByteRange [999999999 999999999 1 1]",
            ]
        ),
        max_size=12,
    )
)
def test_pieces_of_pdf_in_any_order(pieces):
    refused(b"%PDF-1.7\n" + b"".join(pieces) + b"%%EOF\n")


@SETTINGS
@given(st.data())
def test_a_stretch_overwritten_removed_or_put_in(data):
    pdf = makers.certificate()
    start = data.draw(st.integers(0, len(pdf) - 1))
    end = data.draw(st.integers(start, min(start + 200, len(pdf))))
    put = data.draw(st.binary(max_size=200))
    if put != pdf[start:end]:
        refused(pdf[:start] + put + pdf[end:])


@SETTINGS
@given(st.data())
def test_a_seal_with_a_stretch_of_its_structure_changed(data):
    """The file stays in form, so that the hostile structure reaches the parsers of the signature."""
    pdf = makers.certificate()
    der = tools.seal(pdf)
    start = data.draw(st.integers(4, len(der) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(der))))
    put = data.draw(st.binary(min_size=end - start, max_size=end - start))
    if put != der[start:end]:
        refused(tools.with_seal(pdf, der[:start] + put + der[end:]))


@SETTINGS
@given(st.binary(max_size=300))
def test_a_seal_of_any_structure(inside):
    refused(tools.with_seal(makers.certificate(), b"\x30\x82" + len(inside).to_bytes(2, "big") + inside))


@SETTINGS
@given(st.data())
def test_evidence_with_anything_changed(data):
    """Decoding gives evidence or one of the known errors. Evidence that differs has another digest."""
    good = samples.data("sanitized")
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(start + 30, len(good))))
    put = data.draw(
        st.one_of(
            st.binary(max_size=30), st.sampled_from([b"null", b"-1", b'""', b"[]", b"1e999", b"9" * 30])
        )
    )
    with contextlib.suppress(CoordiWipeError):
        decoded = evidence_file.decode(good[:start] + put + good[end:])
        assert decoded.version == 0


@examples(40)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_names_that_a_drive_or_a_machine_gives_itself(model, serial, lot):
    """Every such certificate can be made, is good, and gives the names back as they were."""
    good = samples.sanitized()
    drive = replace(good.plan.drive, model=model, serial=serial)
    made = samples.evidence(samples.overwrite_facts(drive), plan=replace(good.plan, drive=drive), lot=lot)
    data = evidence_file.encode(made)
    verdict = verdict_on(issue(data, makers.stick(), samples.ORGANISATION, "fr"))
    assert verdict.verdict == "signed"
    assert verdict.serials == (serial,)
    assert verdict.evidence == made
