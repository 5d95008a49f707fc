"""A partition that the kernel does not have as asked is an error: never /dev, never another one."""

import pytest

from coordi_wipe.hardware.stick import partitions


@pytest.mark.parametrize(
    ("name", "place"),
    [("", (0, 0)), ("sdx5", (512, 4096)), ("sdx5", (1024, 4096))],
    ids=["none", "other", "no node"],
)
def test_what_does_not_appear_is_an_error(name, place, monkeypatch):
    monkeypatch.setattr(partitions, "_ask", lambda *_: None)
    monkeypatch.setattr(partitions, "_name", lambda *_: name)
    monkeypatch.setattr(partitions, "_place", lambda _: place)
    monkeypatch.setattr(partitions, "_PATIENCE", 0.0)
    with pytest.raises(OSError, match="No such device"):
        partitions.node("sdx", 5, 1024, 4096)
