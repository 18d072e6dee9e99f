"""Whole runs of `archive-desk` on one archive: in this process, or in one of their own."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from archive_desk.cli.main import main
from tests.helpers.archives import PASSWORD
from tests.helpers.sources import ROOT


class Commands:
    """`commands("case", "list", actor="clerk")` gives the one JSON document that was printed.

    `code` is the exit code that is expected. `in_process_of_its_own` runs as a script does, and
    sees whatever a library writes beside Python's own output.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object, actor: str | None = None, code: int = 0) -> dict:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        arguments = _arguments(words, actor)
        with patch.dict(os.environ, self._environment), redirect_stdout(out), redirect_stderr(err):
            ended = main(arguments)
        out.flush()
        return _answer(arguments, ended, code, out.buffer.getvalue(), err.getvalue())

    def in_process_of_its_own(
        self, *words: object, actor: str | None = None, code: int = 0
    ) -> dict:
        arguments = _arguments(words, actor)
        done = subprocess.run(
            [sys.executable, "-m", "archive_desk.cli.starting", *arguments],
            cwd=ROOT,
            env=os.environ | self._environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return _answer(arguments, done.returncode, code, done.stdout, done.stderr.decode())

    def beside(self, *words: object, actor: str | None = None) -> subprocess.Popen[bytes]:
        """Begin a run in a process of its own; whoever began it waits for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "archive_desk.cli.main", *_arguments(words, actor)],
            cwd=ROOT,
            env=os.environ | self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def _environment(self) -> dict[str, str]:
        return {"ARCHIVE_DESK_ARCHIVE": str(self.folder), "ARCHIVE_DESK_PASSWORD": PASSWORD}


def _arguments(words: tuple[object, ...], actor: str | None) -> list[str]:
    acting = [] if actor is None else ["--as", actor]
    return [*map(str, words), "--json", *acting]


def _answer(arguments: list[str], ended: int, code: int, out: bytes, err: str) -> dict:
    said = out.decode() + err
    assert ended == code, f"archive-desk {' '.join(arguments)} → {ended}: {said}"
    return json.loads(out)
