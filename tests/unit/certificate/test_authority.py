"""The rehearsal authority: made once, whole or not at all, and never something else."""

import multiprocessing
import os
import stat

import pytest
from certificates import makers
from cryptography import x509

from coordi_wipe.certificate import authority
from coordi_wipe.certificate.authority import REHEARSAL_POLICY, STICK_POLICY, policies
from coordi_wipe.model.errors import DamagedError, MissingError


def test_made_on_first_run_and_kept(tmp_path):
    made = authority.rehearsal(tmp_path / "authority")
    assert made.rehearsal
    assert authority.rehearsal(tmp_path / "authority").leaf == made.leaf


def test_key_is_private_and_nothing_half_made_is_left(tmp_path):
    authority.rehearsal(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rehearsal-root.pem", "rehearsal.pem"]
    assert stat.S_IMODE((tmp_path / "rehearsal.pem").stat().st_mode) == 0o600
    assert b"PRIVATE KEY" not in (tmp_path / "rehearsal-root.pem").read_bytes()


def test_root_for_other_verifiers_is_the_one_that_signed(tmp_path):
    made = authority.rehearsal(tmp_path)
    assert x509.load_pem_x509_certificate((tmp_path / "rehearsal-root.pem").read_bytes()) == made.root


def test_root_file_is_written_again_when_it_is_lost(tmp_path):
    made = authority.rehearsal(tmp_path)
    (tmp_path / "rehearsal-root.pem").unlink()
    authority.rehearsal(tmp_path)
    assert x509.load_pem_x509_certificate((tmp_path / "rehearsal-root.pem").read_bytes()) == made.root


def _serial(folder):
    return authority.rehearsal(folder).leaf.serial_number


def test_several_first_runs_at_once_agree(tmp_path):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        serials = pool.map(_serial, [tmp_path / "authority"] * 8)
    assert len(set(serials)) == 1


def test_leaf_and_root_are_what_the_design_says(tmp_path):
    made = authority.rehearsal(tmp_path)
    for certificate in (made.leaf, made.root):
        assert policies(certificate) == (REHEARSAL_POLICY,)
        assert certificate.extensions.get_extension_for_class(x509.CertificatePolicies).critical
        assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (2000, 2049)
        assert certificate.public_key().curve.name == "secp256r1"
        with pytest.raises(x509.ExtensionNotFound):
            certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    root, leaf = (
        certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        for certificate in (made.root, made.leaf)
    )
    assert (root.ca, root.path_length, leaf.ca) == (True, 0, False)
    usage = made.leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    made.leaf.verify_directly_issued_by(made.root)
    assert "RÉPÉTITION" in made.signer


@pytest.mark.parametrize(
    "damage", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_damaged_key_is_a_coded_error_and_stays(tmp_path, damage):
    authority.rehearsal(tmp_path)
    (tmp_path / "rehearsal.pem").write_bytes(damage)
    with pytest.raises(DamagedError) as caught:
        authority.rehearsal(tmp_path)
    assert caught.value.reason.code == "authority-damaged"
    assert (tmp_path / "rehearsal.pem").read_bytes() == damage


def test_key_of_another_leaf_is_damage(tmp_path):
    one, other = authority.rehearsal(tmp_path / "one"), authority.rehearsal(tmp_path / "other")
    mixed = authority._pem(authority.Authority(other.key, one.leaf, one.root))
    (tmp_path / "one" / "rehearsal.pem").write_bytes(mixed)
    with pytest.raises(DamagedError):
        authority.rehearsal(tmp_path / "one")


def test_a_real_authority_is_never_taken_for_the_rehearsal(tmp_path):
    (tmp_path / "rehearsal.pem").write_bytes(authority._pem(makers.stick()))
    assert policies(makers.stick().leaf) == (STICK_POLICY,)
    with pytest.raises(DamagedError):
        authority.rehearsal(tmp_path)


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MissingError) as caught:
        authority.rehearsal(tmp_path / "file" / "authority")
    assert caught.value.reason.code == "authority-folder"


def test_unreadable_key_is_a_coded_error(tmp_path):
    (tmp_path / "rehearsal.pem").mkdir()
    with pytest.raises(MissingError) as caught:
        authority.rehearsal(tmp_path)
    assert caught.value.reason.code == "authority-forbidden"


def test_interrupted_write_leaves_no_key(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(MissingError):
        authority.rehearsal(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert authority.rehearsal(tmp_path).rehearsal


def _full(_):
    raise OSError(28, "No space left on device")
