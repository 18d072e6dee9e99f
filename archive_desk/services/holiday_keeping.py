"""The office's working calendar: the program's holiday notices, and its own over them.

Every table that was entered stays with who, when and why; the last one of a year holds. Dates
counted beyond the calendar were 预计 and settle by themselves, for they are counted anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_desk.db import holiday_tables
from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.holiday_tables import holiday_year
from archive_desk.domain.holidays import HolidayYear, WorkCalendar
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.rule_files import parse_holidays
from archive_desk.domain.rule_versions import HolidayTable, checked_why
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.table_files import Row, rows_of
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk

_BY_HAND = "手工录入"


@dataclass(frozen=True)
class DayChange:
    """A day that a new table makes something else: before and after in words."""

    day: str
    before: Sentence
    after: Sentence


class HolidayKeeping:
    """What the office does about its working calendar."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def calendar(self, actor: Person) -> WorkCalendar:
        """The working calendar in force.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        return rulebook.calendar(self._desk)

    def tables(self, actor: Person) -> list[HolidayTable]:
        """The table in force of each year, the latest year first.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            entered = holiday_tables.history(session)
        found = {
            year: HolidayTable(table, "软件附带")
            for year, table in rulebook.work_calendar().years.items()
        }
        seen: set[int] = set()
        for table in entered:
            if table.year.year not in seen and not table.withdrawn:
                found[table.year.year] = table
            seen.add(table.year.year)
        return [found[year] for year in sorted(found, reverse=True)]

    def history(self, actor: Person, year: int) -> Sequence[HolidayTable]:
        """Every table that was entered for a year, the last first.

        Raises:
            Refused: `actor` is from outside.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return holiday_tables.history(session, year)

    @staticmethod
    def read(file: Path, document_no: str = "", year: int | None = None) -> HolidayYear:
        """The notice in a file: a table (CSV, xlsx), or a holiday file (TOML).

        Raises:
            WrongHolidays: with everything that is wrong in a table.
            MistakenRules: with everything that is wrong in a holiday file.
            InvalidInput: it is no table.
            Unavailable: the file cannot be read.
        """
        try:
            data = file.read_bytes()
        except OSError as error:
            raise Unavailable(
                say("文件 {file} 读不出来：{reason}。", file=file.name, reason=str(error))
            ) from error
        if file.suffix.lower() == ".toml":
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise InvalidInput(say("文件 {file} 不是 UTF-8 文字。", file=file.name)) from error
            found = rulebook.parse_text(text, file.name, parse_holidays)
            if year is not None and found.year != year:
                raise InvalidInput(
                    say(
                        "文件是 {year} 年的放假安排，不是 {wanted} 年的。",
                        year=found.year,
                        wanted=year,
                    )
                )
            return found
        return holiday_year(rows_of(data), document_no or file.stem, year)

    @staticmethod
    def checked(lines: Sequence[tuple[str, str, str]], document_no: str, year: int) -> HolidayYear:
        """The notice that is typed in as lines of date, 休 or 班, and name.

        Raises:
            WrongHolidays: with everything that is wrong.
        """
        rows = [Row(at, tuple(cell.strip() for cell in line)) for at, line in enumerate(lines, 1)]
        return holiday_year([row for row in rows if not row.blank], document_no, year)

    def changes(self, actor: Person, table: HolidayYear) -> list[DayChange]:
        """The days that `table` makes something else than they are now.

        Raises:
            Refused: `actor` is from outside.
        """
        before = self.calendar(actor)
        after = WorkCalendar({**before.years, table.year: table})
        days = {
            day
            for year in (before.years.get(table.year), table)
            if year is not None
            for holiday in year.holidays
            for day in (*holiday.days(), *holiday.make_up)
        }
        return [
            DayChange(day.isoformat(), say(before.kind(day).label), say(after.kind(day).label))
            for day in sorted(days)
            if before.kind(day) is not after.kind(day)
        ]

    def enter(
        self, actor: Person, table: HolidayYear, why: str, *, source: str = _BY_HAND
    ) -> HolidayTable:
        """Let `table` be the calendar of its year from now on.

        Raises:
            Refused: no right.
            InvalidInput: no reason, or the calendar is just so already.
        """
        _require(actor)
        reason = checked_why(why)
        kept = HolidayTable(table, source, reason)
        with self._desk.transaction(actor) as work:
            now = rulebook.calendar_of(work.session).years.get(table.year)
            if now == table:
                raise InvalidInput(say("{year} 年的放假安排没有变化。", year=table.year))
            holiday_tables.add(work.session, kept, actor.id, work.at)
            work.journal(
                Act(
                    "rules.calendar_set",
                    f"calendar:{table.year}",
                    detail={
                        "document_no": table.document_no,
                        "source": source,
                        "reason": reason,
                    },
                )
            )
        return kept

    def withdraw(self, actor: Person, year: int, why: str) -> None:
        """Go back to the program's own table of a year, or to none.

        Raises:
            Refused: no right.
            InvalidInput: no reason.
            NotFound: the office has entered none for this year.
        """
        _require(actor)
        reason = checked_why(why)
        with self._desk.transaction(actor) as work:
            last = next(iter(holiday_tables.history(work.session, year)), None)
            if last is None or last.withdrawn:
                raise NotFound(say("单位没有录入 {year} 年的放假安排。", year=year))
            gone = HolidayTable(last.year, last.source, reason, withdrawn=True)
            holiday_tables.add(work.session, gone, actor.id, work.at)
            detail = {"document_no": last.year.document_no, "reason": reason}
            work.journal(Act("rules.calendar_withdrawn", f"calendar:{year}", detail=detail))


def _require(actor: Person) -> None:
    if not actor.may(Right.CONFIGURE):
        actor.require(Right.KEEP_RULES)
