"""Programs beside ours, run with their progress heard and stopped when the person says so."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.sentences import say

_STOP_SECONDS = 20
_TOLD_BYTES = 2000


def find(name: str) -> str | None:
    """Where the program is, None if it is not installed."""
    return shutil.which(name)


def run(
    command: Sequence[str], folder: Path, pattern: bytes, percent: Callable[[float], None]
) -> None:
    """Run `command` in `folder`; `percent` hears how far it is and may raise to stop it.

    `pattern` finds the percentage in what the program says; whenever it says anything, `percent`
    hears the last one.

    Raises:
        Unavailable: it cannot be started, or failed; with its last words.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except OSError as error:
        raise _failed(command, reason_of(error)) from error
    try:
        told = _listen(process, re.compile(pattern), percent)
    finally:
        _end(process)
    if process.returncode:
        words = re.split(r"[\r\n]+", told.decode(errors="replace").strip())
        raise _failed(command, words[-1] or f"exit {process.returncode}")


def _failed(command: Sequence[str], reason: str) -> Unavailable:
    name = Path(command[0]).name
    return Unavailable(say("程序 {name} 没有完成：{reason}", name=name, reason=reason))


def _listen(
    process: "subprocess.Popen[bytes]", pattern: re.Pattern[bytes], percent: Callable[[float], None]
) -> bytes:
    assert process.stdout is not None
    told, done = b"", 0.0
    with process.stdout as stream:
        while chunk := os.read(stream.fileno(), 65536):
            told = (told + chunk)[-_TOLD_BYTES:]
            heard = pattern.findall(told)
            done = min(float(heard[-1]), 100.0) if heard else done
            percent(done)
    return told


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
