"""Recordings in parts: their names on the discs, the digests of the parts, how to join them."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from archive_desk.burn import uncached
from archive_desk.burn.streaming import Buffer, Piece, stream
from archive_desk.domain.disc_catalogue import CatalogueEntry
from archive_desk.domain.discs import Part
from archive_desk.domain.errors import Damaged, Unavailable, reason_of
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor

INSTRUCTIONS = "合并说明.TXT"


def path_of(path: str, part: Part) -> str:
    """Where a part of the recording that would lie at `path` lies on its disc."""
    return path if part.whole else f"{path}.{part.number:03d}"


def whole_path(entry: CatalogueEntry) -> str:
    """Where the whole recording would lie."""
    return entry.path if entry.part.whole else entry.path.rpartition(".")[0]


def digests(path: Path, name: str, sha256: str, cuts: Sequence[int], monitor: Monitor) -> list[str]:
    """The SHA-256 of the parts of the original at `path` that begin at `cuts`, the first at 0.

    The whole is read once, and must have `sha256`.

    Raises:
        Damaged: it has not.
        Unavailable: it cannot be read.
        Cancelled: the person stopped it.
    """
    try:
        size = path.stat().st_size
        source = _Cut(path, name, [*cuts, size])
        whole, parts = hashlib.sha256(), [hashlib.sha256() for _ in cuts]

        def of_parts(buffer: Buffer) -> None:
            for piece in buffer.pieces:
                parts[int(piece.path)].update(buffer.memory[piece.start : piece.end])

        with source:
            stream(
                source,
                size,
                (lambda buffer: whole.update(buffer.view), of_parts),
                monitor,
                lambda _piece: say("计算“{name}”各分段的校验值", name=name),
            )
    except OSError as error:
        raise Unavailable(
            say("无法读取“{path}”：{reason}。", path=name, reason=reason_of(error))
        ) from error
    if whole.hexdigest() != sha256:
        raise Damaged(
            say(
                "“{path}”与登记的校验值不符，已被改动或损坏。光盘没有制作，请先检查档案库。",
                path=name,
            )
        )
    return [part.hexdigest() for part in parts]


class _Cut:
    """A file whose bytes are pieces named by the number of the part they lie in."""

    def __init__(self, path: Path, name: str, bounds: Sequence[int]) -> None:
        self._file = uncached.open_to_read(path)
        self._name, self._position = name, 0
        self._spans = list(pairwise(bounds))

    def __enter__(self) -> "_Cut":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fill(self, buffer: Buffer) -> None:
        """Read the next bytes."""
        start, end = self._position, self._position + buffer.filled
        room = buffer.memory[: -(-buffer.filled // 4096) * 4096]
        if uncached.read_into(self._file, start, room) < buffer.filled:
            raise Damaged(say("“{path}”比登记的短。", path=self._name))
        buffer.pieces += [
            Piece(str(number), max(first, start) - start, min(stop, end) - start, stop <= end)
            for number, (first, stop) in enumerate(self._spans)
            if first < end and stop > start
        ]
        self._position = end


def instructions(entries: Sequence[CatalogueEntry]) -> list[str]:
    """How to join the recordings of which `entries`, of all discs of the set, are parts."""
    recordings: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        if not entry.part.whole:
            recordings.setdefault(whole_path(entry), []).append(entry)
    lines = [
        "合并说明",
        "",
        "下列文件大于一张光盘，已按顺序切成若干段，分别放在各盘上；各段首尾相接即为原文件，内容未改动。",
        "把各段复制到计算机的同一个文件夹，再按下面任一条命令合并，最后核对校验值。",
    ]
    for path, parts in recordings.items():
        parts.sort(key=lambda entry: entry.part.number)
        name = path.rpartition("/")[2]
        pieces = [entry.path.rpartition("/")[2] for entry in parts]
        lines += ["", f"◆ {name}　{parts[0].whole_bytes} 字节，共 {parts[0].part.of} 段"]
        lines += [
            f"　　第 {entry.part.number} 段：光盘 {entry.disc_no}　{entry.path}　"
            f"{entry.size_bytes} 字节"
            for entry in parts
        ]
        quoted = [f'"{piece}"' for piece in pieces]
        lines += [
            f'　　Windows：copy /b {"+".join(quoted)} "{name}"',
            f'　　　　　　　certutil -hashfile "{name}" SHA256',
            f"　　Linux、macOS：cat {' '.join(map(_shell, pieces))} > {_shell(name)}",
            f"　　　　　　　echo '{parts[0].whole_sha256}  {_in_quotes(name)}' | sha256sum -c",
            f"　　合并后的 SHA-256：{parts[0].whole_sha256}",
        ]
        if parts[0].whole_sm3:
            lines.append(f"　　合并后的 SM3：{parts[0].whole_sm3}")
    return lines


def _shell(word: str) -> str:
    return f"'{_in_quotes(word)}'"


def _in_quotes(word: str) -> str:
    return word.replace("'", "'\\''")
