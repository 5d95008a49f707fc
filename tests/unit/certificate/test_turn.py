"""One thread at a time in the libraries of papers: the door, and that every way in goes through it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coordi_wipe.certificate import archive, attachment, readback, root_paper, signature, signing
from coordi_wipe.certificate.turn import alone

WAYS_IN = (
    archive.archive,
    attachment.read,
    readback.text,
    root_paper._tagged,
    signature.check,
    signing.sign,
)


def test_two_threads_are_never_inside_together():
    inside, most = [], []

    @alone
    def work(_):
        inside.append(1)
        time.sleep(0.005)
        most.append(len(inside))
        inside.pop()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(24)))
    assert (len(most), max(most)) == (24, 1)


def test_who_fails_lets_the_next_one_in_and_who_is_inside_may_call_another():
    @alone
    def outer(fails):
        return inner(fails)

    @alone
    def inner(fails):
        return 1 // (not fails)

    with pytest.raises(ZeroDivisionError):
        outer(True)
    other = threading.Thread(target=outer, args=(False,))
    other.start()
    other.join(timeout=10)
    assert not other.is_alive()


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_each_way_into_the_libraries_waits_its_turn(way):
    assert way.__wrapped__.__module__ == way.__module__
