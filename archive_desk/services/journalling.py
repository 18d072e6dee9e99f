"""Reading and verifying the journal."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_desk.db import journal
from archive_desk.db.journal import JournalFilter
from archive_desk.domain.errors import InvalidInput, Unavailable, reason_of
from archive_desk.domain.findings import Finding
from archive_desk.domain.journal import Act, ChainReport, Entry, verify, verify_lines
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk

__all__ = ["JournalFilter", "JournalPage", "Journalling"]


@dataclass(frozen=True)
class JournalPage:
    """Some entries and how many there are in all."""

    entries: Sequence[Entry]
    total: int


class Journalling:
    """What the auditor does with the journal."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def page(self, actor: Person, where: JournalFilter, offset: int, limit: int) -> JournalPage:
        """Entries that `where` selects, newest first.

        Raises:
            Refused: `actor` may not read the journal.
        """
        actor.require(Right.READ_JOURNAL)
        with self._desk.reading() as session:
            return JournalPage(
                journal.page(session, where, offset=offset, limit=limit),
                journal.count(session, where),
            )

    def verify(self) -> ChainReport:
        """Recompute the chain and compare its end with the remembered one. Needs no right."""
        with self._desk.reading() as session:
            report = verify(journal.entries(session))
            no, chain = journal.head(session)
        return _with_end(report, no, chain)

    def export(self, actor: Person, out: Path) -> ChainReport:
        """Write all entries to `out`, one JSON object per line with `line` and `chain`.

        Raises:
            Refused: `actor` may not read the journal.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.READ_JOURNAL)
        with self._desk.transaction(actor) as work:
            work.journal(Act("journal.exported", detail={"file": out.name}))
        try:
            with self._desk.reading() as session, out.open("x", encoding="utf-8") as file:
                for entry in journal.entries(session):
                    json.dump({"line": entry.line, "chain": entry.chain}, file, ensure_ascii=False)
                    file.write("\n")
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(out), reason=reason_of(error))
            ) from error
        return self.verify()


def verify_file(file: Path) -> ChainReport:
    """Verify an exported journal, without any archive.

    Raises:
        Unavailable: the file cannot be read.
        InvalidInput: it is not an exported journal.
    """
    return verify_lines(_read_export(file))


def _with_end(report: ChainReport, no: int, chain: str) -> ChainReport:
    if report.entries and report.head == chain:
        return report
    if not report.entries and no == 0:
        return report
    finding = Finding(
        "missing",
        f"journal:{no}",
        say("日志末尾与登记的第 {no} 条不符：末尾的记录被删除或改动。", no=no),
    )
    return replace(report, findings=(*report.findings, finding))


def _read_export(file: Path) -> Iterator[tuple[str, str]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                try:
                    row = json.loads(text)
                    yield str(row["line"]), str(row["chain"])
                except (ValueError, KeyError, TypeError) as error:
                    raise InvalidInput(
                        say("{file} 第 {number} 行不是日志记录。", file=file.name, number=number)
                    ) from error
    except OSError as error:
        raise Unavailable(
            say("无法读取 {file}：{reason}", file=str(file), reason=reason_of(error))
        ) from error
