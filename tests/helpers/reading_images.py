"""Reading a disc image with programs that are not ours, one file at a time."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

Reader = Callable[[Path, str], str]
"""The SHA-256 of the file at a path of an image, as one program reads it."""


def by_7zip(view: str) -> Reader:
    """7-Zip, through the view `udf` or `iso`."""
    # Its own wildcards would take `[` and `*` for more than they are.
    return lambda image, path: _digest(["7z", "x", "-so", "-spd", f"-t{view}", image, path])


def by_xorriso(image: Path, path: str) -> str:
    """Libburnia's xorriso, through Joliet."""
    return _digest(
        ["xorriso", "-osirrox", "on", "-indev", image, "-concat", "append", "-", f"/{path}", "--"]
    )


def _digest(words: Sequence[str | Path]) -> str:
    """The SHA-256 of what a program writes."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        digest = hashlib.sha256()
        while data := process.stdout.read(1 << 20):
            digest.update(data)
    assert process.returncode == 0
    return digest.hexdigest()


@contextmanager
def mounted(image: Path, kind: str, folder: Path) -> Iterator[Path]:
    """The image as the kernel mounts it; skips where mounting is not allowed."""
    if os.name != "posix" or os.geteuid() or shutil.which("mount") is None:
        pytest.skip("only root may mount")
    folder.mkdir()
    words = ["mount", "-t", kind, "-o", "loop,ro", image, folder]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the kernel here does not mount {kind}: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
