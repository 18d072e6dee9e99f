"""What lies on a card or in a folder: one walk that follows no link and opens no file."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive_desk.domain.arrivals import Found, Listing, Recognised
from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.footage import Kind, TimeClaim, TimeSource
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.work import Monitor
from archive_desk.media.recorders.reading import Reader
from archive_desk.media.times import from_nanoseconds

_WINDOWS_HIDDEN = 0x2 | 0x4
_WINDOWS_LINK = 0x400
_REPORT_EVERY = 200
# Emoji families and Indic scripts need them; they mislead nobody.
_JOINERS = "\u200c\u200d"


def scan(source: Path, reader: Reader, monitor: Monitor) -> Listing:
    """List everything under `source`, recordings first, each with what its name says.

    Links are listed as skipped, with the reason, and folders that cannot be entered as unreadable.
    `monitor` is told the number of files; the total is unknown while walking.

    Raises:
        Unavailable: the source itself cannot be read.
        Cancelled: from `monitor`.
    """
    try:
        with os.scandir(source):
            pass
    except OSError as error:
        raise Unavailable(
            say(
                "无法读取“{source}”：{error}。请检查存储卡或文件夹是否已连接。",
                source=str(source),
                error=reason_of(error),
            )
        ) from error
    found: list[Found] = []
    above = shown(os.fsencode(source))
    for item in _walk(os.fsencode(source), reader, above):
        found.append(item)
        if len(found) % _REPORT_EVERY == 0:
            monitor.report(len(found), 0, say("已找到 {count} 个文件", count=len(found)))
    monitor.report(len(found), len(found), say("已找到 {count} 个文件", count=len(found)))
    found.sort(key=_order)
    return Listing(str(source), tuple(found))


def _order(item: Found) -> tuple[bool, bool, str]:
    return (item.skipped is not None, item.kind is Kind.SIDECAR, item.path)


def _walk(root: bytes, reader: Reader, above: str) -> Iterator[Found]:
    pending = [b""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root + b"/" + folder if folder else root) as inside:
                entries = sorted(inside, key=lambda entry: entry.name)
        except OSError as error:
            words = say("文件夹无法读取：{error}", error=reason_of(error))
            yield replace(_refused(folder, words), unreadable=True)
            continue
        for entry in entries:
            raw = folder + b"/" + entry.name if folder else entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                words = say("文件无法读取：{error}", error=reason_of(error))
                yield replace(_refused(raw, words), unreadable=True)
                continue
            if _is_link(status):
                yield _refused(raw, say("是链接，不是文件本身；不跟随链接采集。"))
            elif stat.S_ISDIR(status.st_mode):
                pending.append(raw)
            elif stat.S_ISREG(status.st_mode):
                yield _file(raw, status, reader, above)
            else:
                yield _refused(raw, say("不是普通文件，不能采集。"))


def _is_link(status: os.stat_result) -> bool:
    attributes: int = getattr(status, "st_file_attributes", 0)
    return stat.S_ISLNK(status.st_mode) or bool(attributes & _WINDOWS_LINK)


def _file(raw: bytes, status: os.stat_result, reader: Reader, above: str) -> Found:
    path = shown(raw)
    skipped = reader.why_skipped(path)
    attributes: int = getattr(status, "st_file_attributes", 0)
    if skipped is None and attributes & _WINDOWS_HIDDEN:
        skipped = say("隐藏文件")
    recognised = (
        Recognised() if skipped is not None else recognise(reader, path, status.st_mtime_ns, above)
    )
    return Found(
        path=path,
        raw=raw,
        kind=reader.families.kind_of(path),
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        recognised=recognised,
        skipped=skipped,
    )


def recognise(reader: Reader, path: str, modified_ns: int, above: str = "") -> Recognised:
    """What a file's name, folders and modification time say; `above` is where the source lies."""
    recognised = reader.read(path, above)
    closed = from_nanoseconds(modified_ns)
    if closed is None:
        return recognised
    claim = TimeClaim(TimeSource.MTIME, closed, raw=closed.isoformat(), zoned=True)
    return replace(recognised, claims=(*recognised.claims, claim))


def _refused(raw: bytes, reason: Sentence) -> Found:
    return Found(
        path=shown(raw), raw=raw, kind=Kind.SIDECAR, size_bytes=0, modified_ns=0, skipped=reason
    )


def shown(raw: bytes) -> str:
    """A path as text that can be shown and stored; signs that would mislead the eye are spelt out.

    Two different paths may be shown alike (`raw` tells them apart); nothing is opened by this text.
    """
    text = os.fsdecode(raw)
    try:
        text.encode()
    except UnicodeEncodeError:
        # On Windows names may hold lone surrogates; elsewhere they stand for undecodable bytes.
        text = raw.decode("utf-8", "backslashreplace")
    spelt = (f"\\x{ord(sign):02x}" if _misleading(sign) else sign for sign in text)
    return "".join(spelt).replace(os.sep, "/")


def _misleading(sign: str) -> bool:
    return sign not in _JOINERS and unicodedata.category(sign) in {"Cc", "Cs", "Cf"}


def located(source: Path, item: Found) -> Path:
    """Where a found file lies."""
    return source / os.fsdecode(item.raw)
