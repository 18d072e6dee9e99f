"""Everything in open formats: each register as CSV and JSON, with the list of all files.

Nobody should need this program to read what the archive knows. The CSVs open in any spreadsheet
(UTF-8 with a mark), the JSON Lines keep types; `sha256sum -c` checks both.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import register_export
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.services.desk import Desk
from archive_desk.services.stocktaking import Stock

_FILES = ("path", "name", "size_bytes", "sha256", "sm3")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Exported:
    """What was written, and where: rows by register, and how many files are listed."""

    folder: Path
    registers: Mapping[str, int]
    files: int


class RegisterExport:
    """Writes the registers into a folder."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def write(self, actor: Person, folder: Path, monitor: Monitor | None = None) -> Exported:
        """Write all registers and the list of files into an empty folder.

        Passwords are not among them. The journal is, so the chain can be verified anywhere.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: the folder is not empty.
            Unavailable: it cannot be written.
            Cancelled: the person stopped; what was written stays.
        """
        actor.require(Right.EDIT_CASES)
        watch = monitor or Unwatched()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise InvalidInput(
                    say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(folder))
                )
            exported = self._write(folder, watch)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(folder), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {
                "folder": str(folder),
                "files": exported.files,
                "count": len(exported.registers),
            }
            work.journal(Act("archive.registers_exported", "archive", detail=detail))
        return exported

    def _write(self, folder: Path, watch: Monitor) -> Exported:
        done = 0
        Stock(self._desk).take()
        with self._desk.reading() as session:
            counts = register_export.registers(session)
            total = sum(counts.values())
            for name, count in counts.items():
                watch.report(done, total, say("导出 {name}", name=name))
                rows = register_export.rows(session, name)
                _table(folder, name, register_export.columns(name), rows)
                done += count
            listed = _table(folder, "files", _FILES, register_export.files(session))
        watch.report(total, total)
        self._describe(folder, counts)
        return Exported(folder, counts, listed)

    def _describe(self, folder: Path, counts: Mapping[str, int]) -> None:
        now = self._desk.clock().astimezone(self._desk.office.zone)
        lines = [
            f"单位：{self._desk.office.organisation}",
            f"档案库标识：{self._desk.office.archive_id}",
            f"导出时间：{now.isoformat(timespec='seconds')}",
            "",
            "每个登记簿有两份：CSV（UTF-8，首行为字段名）和 JSONL（每行一个 JSON 对象）。",
            "files 是全部原件、扫描件和附件、对外提供留存件的清单，路径相对于档案库文件夹。",
            "以 = + - @ 开头的文字在 CSV 里前面加了单引号，以免被当作公式；JSONL 里是原文。",
            "核对：sha256sum -c manifest-sha256.txt",
            "",
            *(f"{name}\t{count}" for name, count in counts.items()),
        ]
        text = "\ufeff" + "".join(f"{line}\r\n" for line in lines)
        (folder / "说明.txt").write_bytes(text.encode())
        written = sorted(each for each in folder.iterdir() if each.is_file())
        manifest = "".join(f"{_digest(each)}  {each.name}\n" for each in written)
        (folder / "manifest-sha256.txt").write_bytes(manifest.encode())


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _table(
    folder: Path, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]
) -> int:
    """Write one register twice; how many rows it has."""
    count = 0
    with (
        (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as table,
        (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as lines,
    ):
        writer = csv.writer(table, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row[column]) for column in columns])
            lines.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
