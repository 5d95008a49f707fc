"""A thread of the screens that ends by a fault of ours: why is kept, Textual or not."""

import threading

from coordi_wipe.tui import faults


def test_a_traceback_is_kept_and_the_next_one_too(tmp_path, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # put back at the end

    def broken(word):
        raise LookupError(word)

    faults.keep(tmp_path)
    for word in ("first", "second"):
        thread = threading.Thread(target=broken, args=(word,))
        thread.start()
        thread.join()
    said = (tmp_path / faults.FILE).read_text()
    assert said.count("Traceback (most recent call last):") == 2
    assert "LookupError: first" in said
    assert "LookupError: second" in said


def test_where_nothing_can_be_kept_it_simply_ends(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    faults.keep(tmp_path / "away")
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert capfd.readouterr() == ("", "")
