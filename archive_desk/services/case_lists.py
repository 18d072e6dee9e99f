"""Taking lists of case files in from spreadsheets: looked at first, then taken row by row."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_desk.db import cases
from archive_desk.domain.case_entry import checked_case
from archive_desk.domain.case_lists import (
    Cell,
    ListField,
    ListPlan,
    WrongRow,
    draft_of,
    guessed,
)
from archive_desk.domain.cases import CaseDraft
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor, Unwatched
from archive_desk.forms.tables_in import TableIn, read_table
from archive_desk.forms.workbook import Column, Ledger, Type, Value, render
from archive_desk.services import rulebook
from archive_desk.services.case_words import plain_case
from archive_desk.services.desk import Desk, Transaction

__all__ = ["CaseLists", "ListField", "ListPlan", "ListPreview", "ListResult"]

_CHUNK = 500
_TOLD = 200


@dataclass(frozen=True)
class ListPreview:
    """A list before it is taken in: how it was read, and the plan for its columns."""

    table: TableIn
    plan: ListPlan

    @property
    def head(self) -> Sequence[Cell]:
        """The heads of the columns."""
        rows = self.table.rows
        return rows[self.plan.head] if self.plan.head < len(rows) else ()

    @property
    def rows(self) -> Sequence[tuple[int, Sequence[Cell]]]:
        """The rows below the head with their numbers in the file; empty ones are left out."""
        first = self.plan.head + 1
        return [
            (number, row)
            for number, row in enumerate(self.table.rows[first:], start=first + 1)
            if any(value is not None for value in row)
        ]


@dataclass(frozen=True)
class ListResult:
    """What became of a list: how many rows were taken, were there already, and are wrong."""

    taken: int
    present: int
    wrong: Sequence[WrongRow]
    head: Sequence[Cell] = ()


class CaseLists:
    """Takes lists of case files in."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def preview(self, actor: Person, file: Path, sheet: str = "") -> ListPreview:
        """Read a list and guess its columns; nothing is taken yet.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: it is no table, or nothing stands in it.
            Unavailable: it cannot be read.
        """
        actor.require(Right.EDIT_CASES)
        table = read_table(file, sheet)
        if not table.rows:
            raise InvalidInput(say("“{name}”里什么也没有。", name=file.name))
        return ListPreview(table, guessed(table.rows))

    def judged(
        self, preview: ListPreview, limit: int | None = None
    ) -> Iterator[tuple[int, CaseDraft | WrongRow]]:
        """Each row as it would be taken, or why it would not be; numbers taken twice not looked at.

        Raises:
            InvalidInput: a needed column is not named.
        """
        _require_columns(preview.plan)
        zone, now = self._desk.office.zone, self._desk.clock()
        basis = rulebook.of(self._desk).duties.officers
        for number, row in preview.rows[:limit]:
            try:
                draft = draft_of(row, preview.plan, zone)
                yield number, checked_case(draft, now, zone, basis)
            except ArchiveDeskError as error:
                yield number, WrongRow(number, error.message, row)

    def take_in(
        self, actor: Person, file: Path, preview: ListPreview, monitor: Monitor | None = None
    ) -> ListResult:
        """Take the rows in. What is wrong is left out and listed; what is there already stays.

        Rows are kept by the hundred: a list that was stopped goes on where it stopped.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: a needed column is not named.
            Cancelled: the person stopped; what was kept stays.
        """
        actor.require(Right.EDIT_CASES)
        watch = monitor or Unwatched()
        total = len(preview.rows)
        taken = present = 0
        wrong: list[WrongRow] = []
        seen: dict[str, int] = {}
        good: list[tuple[int, CaseDraft]] = []

        def flush() -> None:
            nonlocal taken, present
            if good:
                new, known, bad = self._keep(actor, good, file.name)
                taken, present = taken + new, present + known
                wrong.extend(bad)
                good.clear()

        cells = dict(preview.rows)
        for done, (number, found) in enumerate(self.judged(preview), start=1):
            if isinstance(found, WrongRow):
                wrong.append(found)
            elif found.no in seen:
                words = say("案件编号与第 {row} 行重复。", row=seen[found.no])
                wrong.append(WrongRow(number, words, cells[number]))
            else:
                seen[found.no] = number
                good.append((number, found))
            if len(good) >= _CHUNK:
                flush()
            if done % 100 == 0:
                watch.report(done, total, say("导入案卷清单"))
        flush()
        watch.report(total, total, say("导入案卷清单"))
        wrong = [replace(each, cells=cells[each.row]) for each in wrong]
        result = ListResult(taken, present, sorted(wrong, key=lambda each: each.row), preview.head)
        self._journal(actor, file, result)
        return result

    def _keep(
        self, actor: Person, rows: Sequence[tuple[int, CaseDraft]], name: str
    ) -> tuple[int, int, list[WrongRow]]:
        new = known = 0
        wrong = []
        with self._desk.transaction(actor) as work:
            there = {
                case.no: case for case in cases.of_numbers(work.session, [d.no for _, d in rows])
            }
            for number, draft in rows:
                old = there.get(draft.no)
                if old is None:
                    _register(work, draft, name, number)
                    new += 1
                elif old.facts == draft:
                    known += 1
                else:
                    words = say("案件编号已被使用（{name}），内容不同。", name=old.name)
                    wrong.append(WrongRow(number, words, ()))
        return new, known, wrong

    def _journal(self, actor: Person, file: Path, result: ListResult) -> None:
        with self._desk.transaction(actor) as work:
            detail = {
                "file": file.name,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "imported": result.taken,
                "duplicate": result.present,
                "failed": len(result.wrong),
                "findings": [f"{each.row}: {each.reason}" for each in result.wrong[:_TOLD]],
            }
            work.journal(Act("case.list_imported", "archive", detail=detail))

    def export_wrong(self, actor: Person, result: ListResult, file: Path) -> Path:
        """Write the rows that were not taken as xlsx, with their numbers and the reasons.

        Raises:
            Refused: `actor` does not keep case files.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.EDIT_CASES)
        width = max((len(each.cells) for each in result.wrong), default=0)
        heads = [str(cell or "") for cell in result.head] + [""] * width
        columns = [Column("行号", Type.NUMBER, 8), Column("原因", width=44)]
        columns += [Column(heads[number], width=18) for number in range(width)]
        rows: list[list[Value]] = [
            [each.row, str(each.reason), *_padded(each.cells, width)] for each in result.wrong
        ]
        note = f"{self._desk.office.organisation}　{len(rows)} 行"
        try:
            file.write_bytes(render(Ledger("未能导入的案卷", note, columns, rows)))
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(file), reason=str(error))
            ) from error
        return file


def _padded(cells: Sequence[Cell], width: int) -> list[Value]:
    texts: list[Value] = ["" if cell is None else str(cell) for cell in cells]
    return texts + [""] * (width - len(texts))


def _register(work: Transaction, draft: CaseDraft, name: str, row: int) -> None:
    cases.add(work.session, draft, work.at)
    detail = plain_case(draft) | {"source": f"{name} {row}"}
    work.journal(Act("case.registered", f"case:{draft.no}", detail=detail))


def _require_columns(plan: ListPlan) -> None:
    if plan.missing:
        names = "、".join(str(say(each.label)) for each in plan.missing)
        raise InvalidInput(say("请指明这些内容在哪一列：{names}。", names=names))
