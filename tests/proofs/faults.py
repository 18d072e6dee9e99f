"""Faults at the crossings of an import: every call by which it touches the disk, counted.

Used inside a process that was started for it; the program itself knows nothing of this. A crossing
is a call of one of the steps below on a path of the archive or of the card.
"""

import errno
import functools
import json
import os
import pathlib
import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

WRITING = frozenset({"open", "write", "mkdir", "link", "rename", "replace", "commit"})
"""The steps that need room on the disk."""

IN_DATABASE = ("dbopen", "dbread", "dbwrite", "dbsync", "dbcut", "dbremove")
"""The steps of SQLite on the database and its journal; watched only where it is asked for."""

REFUSABLE = WRITING | {"fsync", "chmod", "unlink", "read", "opened", "close"}


@dataclass(frozen=True)
class Fault:
    """What happens at crossing number `at` (from 1), counted over `steps` in `area` only.

    `kind`: `none`, `kill` (before the call), `torn` (half of a write, then kill), `error`.
    `lasting`: an error stays for all later crossings too, as a full disk does.
    """

    kind: str = "none"
    at: int = 0
    error: str = "ENOSPC"
    lasting: bool = False
    steps: tuple[str, ...] = ()
    area: str = ""

    def hits(self, number: int) -> bool:
        return number >= self.at if self.lasting else number == self.at


@dataclass
class Watch:
    """Counts the crossings of one process, writes them down, and brings the fault about."""

    archive: Path
    card: Path
    fault: Fault
    trace: Path
    snapshots: Path | None = None
    sqlite: object = None
    _log: int = -1
    _count: int = 0
    _commits: int = 0
    _paths: dict[int, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def database_crossing(
        self, step: str, path: str, half: Callable[[], object] | None = None
    ) -> None:
        """SQLite is about to take a step; nothing before the watch has begun."""
        if self._log >= 0:
            self.crossing(step, path, torn=half)

    def begin(self) -> None:
        """Put the watch in place of the calls; it stays until the process ends."""
        self._real_write = os.write
        self._log = os.open(self.trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for step in ("mkdir", "chmod", "link", "unlink", "rename", "replace"):
            setattr(os, step, self._by_path(step, getattr(os, step)))
        os.open = self._opening(os.open)
        os.close = self._closing(os.close)
        os.write = self._writing(os.write)
        for step in ("read", "fsync", "readv"):
            setattr(os, step, self._by_descriptor(step.rstrip("v"), getattr(os, step)))
        pathlib.Path.write_bytes = self._by_path("write", pathlib.Path.write_bytes)
        DefaultDialect.do_commit = self._committing(DefaultDialect.do_commit)

    def crossing(self, step: str, path: str, second: str = "", *, torn: Any = None) -> None:
        """One call is about to be made."""
        area = self._area(path)
        if not area:
            return
        with self._lock:
            line = json.dumps([step, area, path, second]).encode() + b"\n"
            self._real_write(self._log, line)
            fault = self.fault
            if (fault.steps and step not in fault.steps) or (fault.area and area != fault.area):
                return
            self._count += 1
            if fault.kind == "none" or not fault.hits(self._count):
                return
            if fault.kind == "torn" and torn is not None:
                torn()
            if fault.kind in {"kill", "torn"}:
                os.kill(os.getpid(), signal.SIGKILL)
        if step == "commit":
            raise sqlite3.OperationalError("database or disk is full")
        number = getattr(errno, fault.error)
        raise OSError(number, os.strerror(number), path)

    def _area(self, path: str) -> str:
        if path.startswith(str(self.archive)):
            return "archive"
        return "card" if path.startswith(str(self.card)) else ""

    def _by_path(self, step: str, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(path: Any, *rest: Any, **named: Any) -> Any:
            second = os.fsdecode(rest[0]) if step in {"link", "rename", "replace"} else ""
            self.crossing(step, os.fsdecode(path), second)
            return real(path, *rest, **named)

        return call

    def _opening(self, real: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(real)
        def call(path: Any, flags: int, *rest: Any, **named: Any) -> int:
            text = os.fsdecode(path)
            self.crossing("open" if flags & os.O_CREAT else "opened", text)
            descriptor = real(path, flags, *rest, **named)
            self._paths[descriptor] = text
            return descriptor

        return call

    def _closing(self, real: Callable[[int], None]) -> Callable[[int], None]:
        @functools.wraps(real)
        def call(descriptor: int) -> None:
            path = self._paths.pop(descriptor, "")
            real(descriptor)
            self.crossing("close", path)

        return call

    def _writing(self, real: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
        @functools.wraps(real)
        def call(descriptor: int, data: Any) -> int:
            half = functools.partial(real, descriptor, memoryview(data)[: len(data) // 2])
            self.crossing("write", self._paths.get(descriptor, ""), torn=half)
            return real(descriptor, data)

        return call

    def _by_descriptor(self, step: str, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(descriptor: int, *rest: Any) -> Any:
            self.crossing(step, self._paths.get(descriptor, ""))
            return real(descriptor, *rest)

        return call

    def _committing(self, real: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(real)
        def call(dialect: Any, connection: Any) -> None:
            self.crossing("commit", str(self.archive / "archive.sqlite"))
            real(dialect, connection)
            self._keep_database()
            self.crossing("committed", str(self.archive / "archive.sqlite"))

        return call

    def _keep_database(self) -> None:
        """A copy of the database as the commit left it, for the power cuts that come later."""
        if self.snapshots is None:
            return
        self._commits += 1
        with (
            sqlite3.connect(self.archive / "archive.sqlite") as source,
            sqlite3.connect(self.snapshots / f"{self._commits:04d}.sqlite") as copy,
        ):
            source.backup(copy)
        source.close()
        copy.close()
