"""A Wayland session of its own for a test: weston in a window of a virtual X screen.

Nothing of X reaches the program: it is given the compositor's socket and no `DISPLAY`. What is on
the screen is read from the X screen that weston paints into, as an observer from outside.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_NEEDED = ("weston", "Xvfb", "ffmpeg")
_SOCKET = "archive-desk-test"
_PATIENCE_S = 30
_CONFIG = """
[core]
idle-time=0
[shell]
panel-position=none
locking=false
"""


@dataclass(frozen=True)
class Compositor:
    """A running weston.

    Attributes:
        environment: what a program needs to open its windows there, and nowhere else.
        display: the X screen that weston paints into, for looking at it.
        size: its width and height.
    """

    environment: Mapping[str, str]
    display: str
    size: tuple[int, int]


@contextmanager
def wayland_session(place: Path, size: tuple[int, int] = (1366, 768)) -> Iterator[Compositor]:
    """Start a compositor; skips the test where there is none, and says which part is missing."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed: no Wayland session to try it in")
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    config = runtime / "weston.ini"
    config.write_text(_CONFIG, "utf-8")
    with _screen(size) as display:
        bare = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
        words = ["weston", "--backend=x11-backend.so", "--use-pixman", f"--config={config}"]
        words += [f"--width={size[0]}", f"--height={size[1]}", f"--socket={_SOCKET}"]
        weston = subprocess.Popen(
            words,
            env={**bare, "DISPLAY": display, "XDG_RUNTIME_DIR": str(runtime)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(runtime / _SOCKET, weston)
            given = {key: value for key, value in bare.items() if key != "DISPLAY"}
            given |= {"WAYLAND_DISPLAY": _SOCKET, "XDG_RUNTIME_DIR": str(runtime)}
            given.pop("QT_QPA_PLATFORM", None)
            yield Compositor(given, display, size)
        finally:
            weston.terminate()
            weston.wait(_PATIENCE_S)


@contextmanager
def _screen(size: tuple[int, int]) -> Iterator[str]:
    """A virtual X screen of this size; gives its name."""
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size[0]}x{size[1]}x24"]
    process = subprocess.Popen(
        [*words, "-nolisten", "tcp"], pass_fds=(writer,), stderr=subprocess.DEVNULL
    )
    os.close(writer)
    try:
        with os.fdopen(reader, encoding="ascii") as told:
            number = told.readline().strip()
        assert number, "the virtual screen did not start"
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not socket.exists():
        assert process.poll() is None, "weston ended at once"
        assert time.monotonic() < end, "weston does not answer"
        time.sleep(0.05)
