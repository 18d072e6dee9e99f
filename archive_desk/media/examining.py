"""Examining a recording in a process of its own, which may die without harm on a hostile file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import av

import archive_desk
from archive_desk import __version__
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.examinations import Decoded, Remark, Stretch
from archive_desk.domain.footage import Health
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

PROGRAM = f"archive-desk {__version__}, FFmpeg {av.ffmpeg_version_info}"
"""With what is decoded, as it is kept beside the finding."""


def examine(source: Path, monitor: Monitor, *, gently: bool = False) -> Decoded:
    """Decode the recording at `source` to its end, at low priority.

    Progress is in milliseconds of the recording.

    Raises:
        Unavailable: it cannot be read, or the process not be started.
        Cancelled: from `monitor`.
    """
    words = [sys.executable, "-m", "archive_desk.media.decoding_process", str(source.absolute())]
    if gently:
        words.append("--gently")
    home = str(Path(archive_desk.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=_FLAGS,
        )
    except OSError as error:
        raise Unavailable(say("无法开始检查：{reason}。", reason=str(error))) from error
    last = ""
    with process:
        try:
            for line in process.stdout or ():
                last = line
                if not line.startswith("{"):
                    done, total = map(int, line.split())
                    monitor.report(min(done, total or done), total, say("正在解码检查"))
        except BaseException:
            process.kill()
            raise
    if last.startswith("{"):
        return _from_line(last)
    if process.returncode == 1:
        raise Unavailable(say("“{name}”无法读取。", name=source.name))
    # The decoder died on it: that is a finding about the file.
    return Decoded(Health.UNREADABLE, say("解码程序在此文件上异常退出。"), 0, 0, 0)


if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
else:
    _FLAGS = 0


def _from_line(line: str) -> Decoded:
    row = json.loads(line)
    return Decoded(
        fault=None if row["fault"] is None else Health(row["fault"]),
        note=row["note"],
        declared_ms=row["declared_ms"],
        decoded_ms=row["decoded_ms"],
        pictures=row["pictures"],
        stretches=tuple(
            Stretch(Remark(remark), begin, end) for remark, begin, end in row["stretches"]
        ),
    )
