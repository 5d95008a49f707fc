"""A storm: many certificates, a network that is cut at random, the real inventory: each exactly once."""

import pytest
from cli_program import home, run
from sticks import CuttingProxy, done_job, inventory, set_inventory

from coordi_wipe.certificate.log import check, read_key
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.station.station import Station
from coordi_wipe.sync.outbox import Outbox

ROUNDS = 40  # of `sync`, each of which is what a person starts once


def weather(tmp_path, count, seed):
    """Sends so many certificates through the storm; answers the station, the log's key, and the cuts."""
    digests = [done_job(home()) for _ in range(count)]
    with inventory(tmp_path / "inventory") as (address, key), CuttingProxy(address, seed) as proxy:
        set_inventory(proxy.address, key)
        station = Station(LinuxHost.from_environment())
        for _ in range(ROUNDS):
            report = station.sync(insist=True)
            if report.complete:
                break
        set_inventory(address, key)
        assert run("sync").code == 0  # nothing is left, says the program too
    assert report.complete, report
    return digests, read_key(key), proxy.cuts


def each_exactly_once(digests, key):
    """Every certificate has a leaf of its own in the log, which has no other; its receipt proves it."""
    outbox = Outbox(home() / "outbox")
    places = [check(outbox.receipt(digest), bytes.fromhex(digest), key) for digest in digests]
    assert sorted(place.index for place in places) == list(range(len(digests)))
    assert max(place.size for place in places) == len(digests)
    assert outbox.waiting() == ()
    assert not list(outbox.folder.glob("*.tried"))
    assert not list(outbox.folder.glob("*.refused"))


def test_a_dozen_certificates_with_the_network_cut_at_random(tmp_path):
    digests, key, cuts = weather(tmp_path, 12, seed=7)
    assert cuts >= 3
    each_exactly_once(digests, key)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_three_hundred_certificates_with_the_network_cut_at_random(tmp_path):
    digests, key, cuts = weather(tmp_path, 300, seed=300)
    assert cuts >= 75
    each_exactly_once(digests, key)
