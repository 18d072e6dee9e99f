"""`holidays …`: the working calendar; the office's own tables over those of the program."""

from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.errors import NotFound, Unavailable
from archive_desk.domain.holiday_tables import HEADINGS, table_of
from archive_desk.domain.rule_versions import HolidayTable
from archive_desk.domain.sentences import say
from archive_desk.services.holiday_keeping import HolidayKeeping


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("holidays", "which days are off and which weekends are worked")
    group.add("list", _list, "the table in force of each year")

    check = group.add("check", _check, "what a table would change; nothing is kept")
    check.add_argument("file", metavar="FILE", help="CSV, xlsx or TOML")
    check.add_argument("--year", type=int, metavar="Y")

    taken = group.add("import", _import, "let a table hold for its year from now on")
    taken.add_argument("file", metavar="FILE", help="CSV, xlsx or TOML")
    taken.add_argument("--year", type=int, metavar="Y")
    taken.add_argument("--document", default="", metavar="NO", help="the notice's number")
    taken.add_argument("--why", required=True, metavar="W")

    export = group.add("export", _export, "a year's table as CSV")
    export.add_argument("year", type=int, metavar="Y")
    export.add_argument("--out", required=True, metavar="FILE")

    withdraw = group.add("withdraw", _withdraw, "go back to the program's own table of a year")
    withdraw.add_argument("year", type=int, metavar="Y")
    withdraw.add_argument("--why", required=True, metavar="W")


def _list(call: Call) -> Answer:
    found = HolidayKeeping(call.desk).tables(call.actor)
    return Answer(
        {"years": [_fields(each) for each in found]},
        tuple(
            (str(each.year.year), each.year.document_no, say(each.source), each.by)
            for each in found
        ),
    )


def _check(call: Call) -> Answer:
    given, keeping = call.arguments, HolidayKeeping(call.desk)
    changes = keeping.changes(call.actor, keeping.read(Path(given.file), year=given.year))
    fields = [{"day": each.day, "before": each.before, "after": each.after} for each in changes]
    return Answer(
        {"changes": fields}, tuple((each.day, each.before, "→", each.after) for each in changes)
    )


def _import(call: Call) -> Answer:
    given, keeping = call.arguments, HolidayKeeping(call.desk)
    file = Path(given.file)
    table = keeping.read(file, given.document, given.year)
    kept = keeping.enter(call.actor, table, given.why, source=file.name)
    return Answer(_fields(kept), ((str(table.year), table.document_no),))


def _export(call: Call) -> Answer:
    given = call.arguments
    for each in HolidayKeeping(call.desk).tables(call.actor):
        if each.year.year == given.year:
            lines = [",".join(row) for row in (HEADINGS, *table_of(each.year))]
            try:
                Path(given.out).write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
            except OSError as error:
                raise Unavailable(
                    say("无法写入 {file}：{reason}", file=given.out, reason=str(error))
                ) from error
            return Answer({"file": given.out, "days": len(lines) - 1}, (given.out,))
    raise NotFound(say("没有 {year} 年的放假安排。", year=given.year))


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    HolidayKeeping(call.desk).withdraw(call.actor, given.year, given.why)
    return Answer({"year": given.year}, (str(given.year),))


def _fields(each: HolidayTable) -> dict[str, object]:
    return {
        "year": each.year.year,
        "document_no": each.year.document_no,
        "shipped": each.shipped and not each.by,
        "source": each.source,
        "by": each.by or None,
        "made_at": each.made_at,
        "why": each.why or None,
        "days": [
            {"day": day, "kind": kind, "name": name} for day, kind, name in table_of(each.year)
        ],
    }
