"""Drives that lie and drives that fail: each stands in front of an honest one, by name.

A LIAR says that all went well when it did not: under each, every test marked `proves_wipe` must fail.
A FAULT shows, as an OSError or a short count: integration/test_faults.py says what must come of each.

    saboteurs.LIARS["wrote-half"](block)    in process, in front of one block device
    COORDI_WIPE_SABOTEUR=wrote-half,hangs   in every Python process below (acceptance/sitecustomize)

Small drives only: `stale-read` keeps a copy in memory.
"""

import errno
import mmap
import os
import threading
import time

RELEASE = "COORDI_WIPE_RELEASE"  # environment variable: a file that lets go what `hangs` holds
MEMORY = 256 << 20  # bytes: the largest drive whose copy may be kept in memory


class Front:
    """Obeys. What stands in front of a block device changes one thing of it."""

    def __init__(self, inner):
        self._inner = inner
        self._lock = threading.Lock()

    @property
    def size(self):
        return self._inner.size

    @property
    def logical(self):
        return self._inner.logical

    @property
    def physical(self):
        return self._inner.physical

    def write(self, offset, data):
        return self._inner.write(offset, data)

    def read(self, offset, into):
        return self._inner.read(offset, into)

    def flush(self):
        self._inner.flush()

    def _write_all(self, offset, data):
        while len(data):
            count = self._inner.write(offset, data)
            offset, data = offset + count, data[count:]


# --- liars ----------------------------------------------------------------------------------------


class WroteNothing(Front):
    """Takes every write and does nothing."""

    def write(self, _offset, data):
        return len(data)


class WroteHalf(Front):
    """Writes the first half of each piece and says all."""

    def write(self, offset, data):
        half = len(data) // 2 // self.logical * self.logical
        self._write_all(offset, data[:half])
        return len(data)


class WrongOffset(Front):
    """Every piece lands one sector further on."""

    def write(self, offset, data):
        place = offset + self.logical
        self._write_all(place, data[: max(self.size - place, 0)])
        return len(data)


class StaleRead(Front):
    """Keeps what is written in a cache and reads it from there; the medium never changes.

    Its read-back is perfect: only who looks at the bytes behind the drive finds out.
    """

    def __init__(self, inner):
        super().__init__(inner)
        if inner.size > MEMORY:
            raise MemoryError("stale-read is for small drives")
        self._cache = mmap.mmap(-1, inner.size)
        self._written = bytearray(-(-inner.size // inner.logical))

    def write(self, offset, data):
        with self._lock:
            self._cache[offset : offset + len(data)] = bytes(data)
            for sector in self._sectors(offset, len(data)):
                self._written[sector] = True
        return len(data)

    def read(self, offset, into):
        count = self._inner.read(offset, into)
        with self._lock:
            for sector in self._sectors(offset, count):
                if self._written[sector]:
                    start = max(sector * self.logical, offset)
                    end = min((sector + 1) * self.logical, offset + count)
                    into[start - offset : end - offset] = self._cache[start:end]
        return count

    def _sectors(self, offset, length):
        return range(offset // self.logical, -(-(offset + length) // self.logical))


def _constant_stream():
    """Whatever is asked for, one byte comes for ever, and nobody looks (nwipe 322)."""
    from coordi_wipe.sanitize import stream
    from coordi_wipe.sanitize.techniques import overwrite

    def view(_self, _offset, length, scratch):
        scratch[:length] = b"\x5a" * length
        return scratch[:length]

    stream.Keystream.view = stream.Constant.view = view
    overwrite.self_test = lambda *_: None


LIARS = {
    "wrote-nothing": WroteNothing,
    "wrote-half": WroteHalf,
    "wrong-offset": WrongOffset,
    "stale-read": StaleRead,
    "constant-stream": None,  # no drive: see _constant_stream
}


# --- faults ---------------------------------------------------------------------------------------


def error(number):
    """The OSError of a drive."""
    return OSError(number, os.strerror(number))


class ShortWrite(Front):
    """Never writes more than three sectors at once, and says so."""

    def write(self, offset, data):
        return self._inner.write(offset, data[: 3 * self.logical])


class RaggedWrite(Front):
    """Writes five sectors at once and owns up to a hundred bytes less: no whole number of them."""

    def write(self, offset, data):
        count = self._inner.write(offset, data[: 5 * self.logical])
        return count - 100 if count > self.logical else count


class Full(Front):
    """Ends at three quarters of its size: ENOSPC."""

    def write(self, offset, data):
        if offset + len(data) > self.size * 3 // 4:
            raise error(errno.ENOSPC)
        return self._inner.write(offset, data)


class WritesNothingMore(Front):
    """Ends at three quarters of its size: writes of nothing."""

    def write(self, offset, data):
        if offset + len(data) > self.size * 3 // 4:
            return 0
        return self._inner.write(offset, data)


class FailsOnce(Front):
    """The first write of each half fails: EIO; again, it works."""

    def __init__(self, inner):
        super().__init__(inner)
        self._left = {0, 1}

    def write(self, offset, data):
        half = min(2 * offset // self.size, 1)
        with self._lock:
            fails = half in self._left
            self._left.discard(half)
        if fails:
            raise error(errno.EIO)
        return self._inner.write(offset, data)


class BadStretch(Front):
    """Three physical sectors from the middle on: writes that touch them fail, EIO."""

    def __init__(self, inner):
        super().__init__(inner)
        start = inner.size // 2 // inner.physical * inner.physical
        self.bad = start, start + 3 * inner.physical

    def write(self, offset, data):
        start, end = self.bad
        if offset < end and offset + len(data) > start:
            raise error(errno.EIO)
        return self._inner.write(offset, data)


class UnreadableStretch(BadStretch):
    """The same three sectors take writes and cannot be read."""

    def write(self, offset, data):
        return self._inner.write(offset, data)

    def read(self, offset, into):
        start, end = self.bad
        if offset < end and offset + len(into) > start:
            raise error(errno.EIO)
        return self._inner.read(offset, into)


class AllBad(Front):
    """No sector takes a write: EIO."""

    def write(self, _offset, _data):
        raise error(errno.EIO)


class Gone(Front):
    """Vanishes once half of it is written: ENODEV."""

    def __init__(self, inner):
        super().__init__(inner)
        self._taken = 0

    def _there(self):
        if self._taken >= self.size // 2:
            raise error(errno.ENODEV)

    def write(self, offset, data):
        self._there()
        count = self._inner.write(offset, data)
        with self._lock:
            self._taken += count
        return count

    def read(self, offset, into):
        self._there()
        return self._inner.read(offset, into)

    def flush(self):
        self._there()
        self._inner.flush()


class GoneBeforeReading(Gone):
    """Vanishes at the first read after a write."""

    def _there(self):
        """It is there, but for reads."""

    def read(self, offset, into):
        if self._taken:
            raise error(errno.ENODEV)
        return self._inner.read(offset, into)


class ReadOnly(Front):
    """A worn drive that has gone read-only inside."""

    def write(self, _offset, _data):
        raise error(errno.EROFS)


class FlushFails(Front):
    """Takes every write; its cache cannot be flushed: EIO."""

    def flush(self):
        raise error(errno.EIO)


class Crawls(Front):
    """Takes its time for each write."""

    SECONDS = 0.05

    def write(self, offset, data):
        time.sleep(self.SECONDS)
        return self._inner.write(offset, data)


class Hangs(Front):
    """Writes behind the middle do not come back until `release` is set, or RELEASE's file is there."""

    def __init__(self, inner):
        super().__init__(inner)
        self.release = threading.Event()
        self.hanging = threading.Event()
        self._file = os.environ.get(RELEASE, "")

    def write(self, offset, data):
        if offset + len(data) > self.size // 2:
            self.hanging.set()
            while not (self.release.is_set() or os.path.exists(self._file)):
                self.release.wait(0.01)
        return self._inner.write(offset, data)


class Shrinks(Gone):
    """Says that it is half as large once half of it is written, and goes on taking writes."""

    @property
    def size(self):
        whole = self._inner.size
        return whole // 2 if self._taken >= whole // 2 else whole

    def _there(self):
        """It stays."""


class Forgets(Front):
    """One sector in the last hundredth of the drive keeps what it had: worn cells."""

    def write(self, offset, data):
        place = self.size * 995 // 1000 // self.logical * self.logical
        if not offset <= place < offset + len(data):
            return self._inner.write(offset, data)
        self._write_all(offset, data[: place - offset])
        self._write_all(place + self.logical, data[place + self.logical - offset :])
        return len(data)


class FlipsABit(Front):
    """One bit of what is read is not what was written."""

    def read(self, offset, into):
        count = self._inner.read(offset, into)
        place = self.size // 3
        if offset <= place < offset + count:
            into[place - offset] ^= 1
        return count


FAULTS = {
    "short-write": ShortWrite,
    "ragged-write": RaggedWrite,
    "enospc": Full,
    "write-of-nothing": WritesNothingMore,
    "eio-once": FailsOnce,
    "eio-always": BadStretch,
    "eio-everywhere": AllBad,
    "unreadable": UnreadableStretch,
    "enodev": Gone,
    "enodev-reading": GoneBeforeReading,
    "read-only": ReadOnly,
    "flush-eio": FlushFails,
    "crawls": Crawls,
    "hangs": Hangs,
    "shrinks": Shrinks,
    "forgets": Forgets,
    "flips-a-bit": FlipsABit,
}


def install(names):
    """Lays these saboteurs, separated by commas, over every drive that this process claims.

    The last one stands in front. KeyError when there is no such saboteur.
    """
    fronts = [(LIARS | FAULTS)[name] for name in names.split(",")]
    if None in fronts:
        _constant_stream()
    from coordi_wipe.hardware import claiming

    honest = claiming.DeviceBlock

    def block(*args, **named):
        made = honest(*args, **named)
        for front in filter(None, fronts):
            made = front(made)
        return made

    claiming.DeviceBlock = block
