"""A machine answered from a recording: what happened there happens again, in order, and nothing else does."""

import errno
import os
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from coordi_wipe.hardware.calls import Call, load, unpacked
from coordi_wipe.hardware.host import Claimed
from coordi_wipe.hardware.process import Finished
from coordi_wipe.model.drive import Identity


class UnrecordedCallError(Exception):
    """The recording holds no answer to this question. No OSError, so that no caller takes it for one."""


class ReplayHost:
    """Answers each question as recorded, in order for each one; its last answer is repeated."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._answers: dict[tuple[str, ...], deque[Call]] = defaultdict(deque)
        for call in calls:
            self._answers[call.key].append(call)
        self._lock = Lock()  # drives are asked side by side

    @classmethod
    def from_folder(cls, folder: Path) -> "ReplayHost":
        """The machine in a folder that RecordingHost.save has written."""
        return cls(load(folder))

    def _answer(self, name: str, *args: str) -> Any:
        key = (name, *args)
        with self._lock:
            answers = self._answers.get(key)
            if not answers:
                raise UnrecordedCallError(" ".join(key))
            call = answers.popleft() if len(answers) > 1 else answers[0]
        if call.error:
            raise OSError(call.error, os.strerror(call.error), " ".join(args))
        return call.answer

    def run(self, argv: Sequence[str], *, timeout: float) -> Finished:
        del timeout
        answer = self._answer("run", *argv)
        return Finished(
            answer["code"],
            unpacked(answer["out"]),
            unpacked(answer.get("err", "")),
            answer.get("seconds", 0.0),
        )

    def read(self, path: str) -> bytes:
        return unpacked(self._answer("read", path))

    def list(self, path: str) -> Sequence[str]:
        return tuple(self._answer("list", path))

    def udev(self, subsystem: str) -> Sequence[Mapping[str, str]]:
        return tuple(self._answer("udev", subsystem))

    def watch(self, subsystem: str) -> Iterator[Mapping[str, str] | None]:
        yield from self._answer("watch", subsystem)

    def facts(self, about: str) -> Mapping[str, object]:
        answer: Mapping[str, object] = self._answer("facts", about)
        return answer

    def wall(self) -> float:
        return float(self._answer("wall"))

    def up(self) -> float:
        return float(self._answer("up"))

    def set_wall(self, unix: float) -> None:
        del unix
        _refuse("clock")

    def sleep(self, seconds: float) -> None:
        """Time does not pass in a recording."""

    def write(self, path: str, data: bytes) -> None:
        del data
        _refuse(path)

    def peek(self, identity: Identity, offset: int, length: int) -> bytes:
        del offset, length
        _refuse(identity.node)

    def claim(self, identity: Identity) -> AbstractContextManager[Claimed]:
        _refuse(identity.node)

    def suspend(self, seconds: int) -> None:
        del seconds
        _refuse("suspend")


def _refuse(what: str) -> NoReturn:
    raise OSError(errno.EROFS, "a recording cannot be changed", what)
