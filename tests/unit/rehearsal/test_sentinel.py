"""The sentinel: every token at its place, and found again when one is left."""

import struct
import subprocess

import pytest

from coordi_wipe.rehearsal import sentinel

MIB = 1 << 20


def token(number):
    return b"SENTINEL" + struct.pack("<Q", number)


@pytest.mark.parametrize("offset", [0, 16, 4096, 5 * MIB])
def test_each_token_holds_its_own_number(offset):
    data = sentinel.tokens(offset, 1000)
    expected = b"".join(token(n) for n in range(offset // 16, offset // 16 + 63))
    assert data == expected[:1000]


@pytest.mark.parametrize("size", [512, 4096, MIB, MIB + 512, 3 * MIB + 4096 + 7])
def test_a_drive_is_full_of_tokens_behind_its_partition_table(tmp_path, size):
    path = tmp_path / "disk.img"
    sentinel.fill(path, size, sector=512)
    data = path.read_bytes()
    assert len(data) == size
    assert data[512:] == sentinel.tokens(512, size - 512)
    assert data[:440] == sentinel.tokens(0, 440)


@pytest.mark.parametrize("sector", [512, 4096])
def test_other_tools_see_a_partition_table(tmp_path, sector):
    path = tmp_path / "disk.img"
    sentinel.fill(path, 8 * MIB, sector=sector)
    seen = subprocess.run(["blkid", "-p", "-o", "export", path], capture_output=True, text=True, check=True)
    assert "PTTYPE=dos" in seen.stdout
    start, count = struct.unpack_from("<II", path.read_bytes(), 446 + 8)
    assert (start * sector, (start + count) * sector) == (MIB, 8 * MIB)


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        sentinel.fill(path, MIB, sector=512)
    assert path.read_bytes() == b"kept"


@pytest.mark.parametrize("place", [0, 1, MIB - 8, MIB - 4, MIB - 1, MIB, 2 * MIB - 3, 3 * MIB - 16])
def test_one_token_is_found_wherever_it_is_left(tmp_path, place):
    path = tmp_path / "disk.img"
    data = bytearray(3 * MIB)
    data[place : place + 16] = token(place)
    path.write_bytes(data)
    assert sentinel.first_token(path) == place


def test_no_token_is_found_where_none_is_left(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(2 * MIB + 5))
    assert sentinel.first_token(path) is None
