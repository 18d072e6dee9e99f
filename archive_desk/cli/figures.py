"""`figures …`: the annual report, weak points, the rows behind a number, and handing it in."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.annual import ReportStep
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.figures import Facet, Figure, FigureRow, Report
from archive_desk.domain.sentences import say
from archive_desk.services.figure_papers import FORMATS, FigurePapers
from archive_desk.services.figures import Figures


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("figures", "what a year brought, its weak points, and the annual report")
    year = _export(group.add("year", _year, "the figures of a calendar year"))
    year.add_argument("year", type=int, metavar="YEAR")
    period = _export(group.add("period", _period, "the figures of any period"))
    period.add_argument("--from", dest="first", required=True, metavar="DAY")
    period.add_argument("--to", dest="last", required=True, metavar="DAY")
    rows = group.add("rows", _rows, "what a number is made of")
    rows.add_argument("year", type=int, metavar="YEAR")
    rows.add_argument("key", metavar="KEY")
    rows.add_argument("--limit", type=int, default=500, metavar="N")
    enter = group.add("enter", _enter, "fill in a number that the archive does not know")
    enter.add_argument("year", type=int, metavar="YEAR")
    enter.add_argument("key", metavar="KEY")
    enter.add_argument("value", metavar="VALUE")
    hand_in = group.add("hand-in", _hand_in, "write down by which paper the report went out")
    hand_in.add_argument("year", type=int, metavar="YEAR")
    steps = [step.value for step in ReportStep]
    hand_in.add_argument("--step", required=True, choices=steps, metavar="|".join(steps))
    hand_in.add_argument("--number", required=True, metavar="N", help="the paper's number, or URL")
    hand_in.add_argument("--at", metavar="T", help="when (now)")


def _export(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("--format", default="xlsx,pdf", metavar="xlsx,pdf")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the report there")
    return parser


def _year(call: Call) -> Answer:
    return _told(call, Figures(call.desk).year(call.actor, call.arguments.year))


def _period(call: Call) -> Answer:
    given = call.arguments
    first, last = _day(given.first), _day(given.last)
    return _told(call, Figures(call.desk).period(call.actor, first, last))


def _told(call: Call, report: Report) -> Answer:
    given, zone = call.arguments, call.desk.office.zone
    fields: dict[str, object] = {
        "title": report.title,
        "from": report.since.astimezone(zone),
        "to": report.until.astimezone(zone),
        "tables": [
            {
                "table": table.key,
                "title": table.title,
                "figures": [_figure(each) for each in table.figures],
            }
            for table in report.tables
        ],
        "figures": {each.key: each.value for table in report.tables for each in table.figures},
        "hours_by_month": dict(report.months),
        "weak": {
            facet.value: [
                {"name": name, **{fault.value: count for fault, count in counts.items()}}
                for name, counts in report.weak_by(facet)
            ]
            for facet in Facet
        },
        "weak_points": [
            {"fault": each.fault.value, "month": each.month, **_row(call, each.row)}
            for each in report.weak
        ],
        "papers": dict(report.papers),
    }
    lines: list[Line] = []
    for table in report.tables:
        lines.append(table.title)
        lines += [
            (each.key, each.title, _words(each), say(each.measure.label)) for each in table.figures
        ]
    lines.append(say("薄弱环节 {count} 件。", count=len(report.weak)))
    if given.out is not None:
        kinds = tuple(kind.strip() for kind in given.format.split(",") if kind.strip())
        if not kinds or any(kind not in FORMATS for kind in kinds):
            raise InvalidInput(say("统计只能写成 {kinds}。", kinds="、".join(FORMATS)))
        written = FigurePapers(call.desk).write(call.actor, report, given.out, kinds)
        fields["files"] = written
        lines += [say("已写入 {file}", file=str(each)) for each in written]
    return Answer(fields, tuple(lines))


def _rows(call: Call) -> Answer:
    given, figures = call.arguments, Figures(call.desk)
    found = figures.rows(call.actor, figures.year(call.actor, given.year), given.key, given.limit)
    return Answer(
        {"rows": [_row(call, each) for each in found.rows], "total": found.total},
        tuple((each.item, each.title, each.section, each.person, each.note) for each in found.rows),
    )


def _enter(call: Call) -> Answer:
    given, figures = call.arguments, Figures(call.desk)
    figures.enter(call.actor, given.year, given.key, given.value)
    figure = figures.year(call.actor, given.year).figure(given.key)
    return Answer(_figure(figure), ((figure.key, figure.title, _words(figure)),))


def _hand_in(call: Call) -> Answer:
    given = call.arguments
    step = ReportStep(given.step)
    at = call.moment(given.at) if given.at else None
    Figures(call.desk).hand_in(call.actor, given.year, step, given.number, at)
    return Answer(
        {"year": given.year, "step": step.value, "number": given.number},
        (say("{year} 年度{step}", year=given.year, step=say(step.label)),),
    )


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "key": figure.key,
        "title": figure.title,
        "value": figure.value,
        "text": figure.text,
        "state": "to_fill_in" if figure.asked and not figure.text else "known",
        "unit": figure.measure.value,
        "rule": figure.rule,
    }


def _words(figure: Figure) -> str:
    return say("待填") if figure.asked and not figure.text else figure.words


def _row(call: Call, row: FigureRow) -> dict[str, object]:
    return {
        "item": row.item,
        "title": row.title,
        "section": row.section,
        "officer": row.person,
        "device": row.device,
        "at": None if row.at is None else row.at.astimezone(call.desk.office.zone),
        "note": row.note,
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error
