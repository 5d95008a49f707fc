"""Two ways to sit before the screens: keys into the program in this process, or bytes through a pty.

Both count what a person does, as SCREENS.md measures it: a scan is one act, however many characters it
types; Enter after something typed by hand belongs to it.
"""

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager, suppress

import pexpect
import pyte

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.station.station import Station
from coordi_wipe.tui.app import CoordiWipe

PATIENCE = 60.0  # seconds for anything to appear; a story that waits so long has failed
FINAL = 6.0  # seconds that a result may take to say all of it
CALM = 1.05  # seconds that a person reads a question which needs to be read
_READ = ("2/5", "4/5", "5/5")
AZERTY = str.maketrans("1234567890-QqAaWwZzMm", "&é\"'(-è_çà)AaQqZzWw:,")
"""What a scanner set to US types on a French console: the key that is there on US keyboards, in French."""

_BYTES = {
    "enter": "\r",
    "escape": "\x1b",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
}


class Face:
    """What both have in common: counting, and waiting for words."""

    def __init__(self):
        self.scans = 0
        self.keys = 0

    async def scan(self, tag):
        """The scanner types a label and Enter."""
        self.scans += 1
        await self._type(self.as_scanned(tag))
        await self._press("enter")

    def as_scanned(self, tag):
        """What arrives from the scanner; another layout says otherwise."""
        return tag

    async def type(self, text):
        """A person types a few characters and Enter: a key each."""
        self.keys += len(text) + 1
        await self._type(text)
        await self._press("enter")

    async def press(self, key):
        """One key."""
        self.keys += 1
        await self._press(key)

    async def sign_in(self):
        """The operator's code: once a day, not once a PC, and so not counted."""
        await self.until("Qui travaille")
        await self.type("ab")
        self.scans = self.keys = 0

    async def until(self, *words, gone=(), final=FINAL):
        """Waits until all these words are on the screen (line breaks do not count), and none of `gone`."""
        end = time.monotonic() + PATIENCE
        fixed = None
        while True:
            seen = " ".join((await self.look()).split())
            if all(word in seen for word in words) and not any(word in seen for word in gone):
                return seen
            if "4/5" in seen:  # a result stands: what it does not say soon, it will never say
                fixed = fixed or time.monotonic() + final
            assert time.monotonic() < min(end, fixed or end), f"{words} never came; the screen:\n{seen}"
            await asyncio.sleep(0.05)


class Pilot(Face):
    """Textual's own pilot."""

    def __init__(self, app, pilot):
        super().__init__()
        self.app, self._pilot = app, pilot

    async def _type(self, text):
        for letter in text:
            await self._pilot.press(_named(letter))

    async def _press(self, key):
        await self._pilot.press(key)

    async def look(self):
        await self._pilot.pause()
        return text_of(self.app)


def _named(letter):
    from textual.keys import _character_to_key

    return _character_to_key(letter)


def text_of(app):
    """The screen as a terminal would show it, without its colours."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


@asynccontextmanager
async def pilot(*drives, station=None, size=(80, 24), calm=0.0):
    """The screens over this test's home, with these drives. `calm`: seconds that a question has to stand
    before it is answered; nobody waits for that here, but where it is what is tested."""
    app = CoordiWipe(station or Station(LinuxHost.from_environment()), [drive.node for drive in drives])
    app.calm = calm
    async with app.run_test(size=size) as driver:
        yield Pilot(app, driver)


class Pty(Face):
    """The real program on a terminal: bytes in, and what a terminal makes of the bytes that come out."""

    def __init__(self, *, columns=80, lines=24, scanner=None, term="linux", **environment):
        super().__init__()
        self._scanner = scanner
        self._read = 0.0
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.started = time.monotonic()
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "coordi_wipe.cli.main"],
            dimensions=(lines, columns),
            env={**os.environ, "TERM": term, "COLORTERM": "", **environment},
        )
        self.process.delaybeforesend = None  # pexpect's own 50 ms, for programs that ask for passwords

    def as_scanned(self, tag):
        return tag.translate(self._scanner) if self._scanner else tag

    async def until(self, *words, **more):
        seen = await super().until(*words, **more)
        self._read = time.monotonic() + (CALM if any(step in seen for step in _READ) else 0.0)
        return seen

    async def _type(self, text):
        await self._calm()
        self.process.send(text)

    async def _press(self, key):
        if key == "enter":
            await self._calm()
        self.process.send(_BYTES.get(key, key))

    async def _calm(self):
        """A person reads before they answer; sooner, the program takes it for no answer."""
        await asyncio.sleep(max(0.0, self._read - time.monotonic()))

    async def look(self):
        while self.feed(0.05):
            pass
        return "\n".join(self.screen.display)

    def feed(self, seconds):
        """Takes what the program writes within so many seconds; false when it wrote nothing."""
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            self._stream.feed(self.process.read_nonblocking(65536, timeout=seconds))
            return True
        return False

    def resize(self, columns, lines):
        """The window is dragged."""
        self.process.setwinsize(lines, columns)
        self.screen.resize(lines, columns)

    def kill(self):
        """kill -9."""
        self.process.kill(9)
        self.process.wait()

    def close(self):
        self.process.close(force=True)


@asynccontextmanager
async def pty(**settings):
    """The program on a terminal of its own, killed at the end."""
    face = Pty(**settings)
    try:
        yield face
    finally:
        face.close()
