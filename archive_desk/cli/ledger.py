"""`ledger list`, `ledger export`: the lending register."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ledger import LedgerLine, LineState
from archive_desk.domain.ledger_corrections import FIELDS, Correction
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.sentences import say
from archive_desk.services.ledger import Format, Ledger, LedgerFilter


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("ledger", "the lending register, whose lines cannot be changed")
    show = group.add("list", _list, "lines of the register, newest first")
    _narrow(show).add_argument("--limit", type=int, default=1000, metavar="N")
    group.add("show", _show, "one line with its entries").add_argument(
        "line", type=int, metavar="LINE"
    )
    _narrow(group.add("totals", _totals, "how many lines in which state, and by section"))
    correct = group.add("correct", _correct, "correct a line by a counter-entry; the old one stays")
    correct.add_argument("line", type=int, metavar="LINE")
    correct.add_argument(
        "--set",
        dest="changes",
        nargs="+",
        action="extend",
        required=True,
        metavar="FIELD=VALUE",
        help=" ".join(FIELDS),
    )
    correct.add_argument("--reason", required=True, metavar="R")
    export = group.add("export", _export, "the register as a spreadsheet or on paper")
    kinds = [kind.value for kind in Format]
    export.add_argument("--format", required=True, choices=kinds, metavar="xlsx|csv|pdf")
    _narrow(export).add_argument("--out", type=Path, required=True, metavar="FILE")


def _narrow(parser: ArgumentParser) -> ArgumentParser:
    states = [state.value for state in LineState]
    parser.add_argument("--state", choices=states, metavar="S", help=" ".join(states))
    parser.add_argument("--text", default="", metavar="T")
    parser.add_argument("--from", dest="start", metavar="T", help="registered since")
    parser.add_argument("--to", dest="end", metavar="T", help="registered before")
    parser.add_argument("--borrower", default="", metavar="NAME", help="history of a person")
    parser.add_argument("--item", default="", metavar="NAME", help="history of a thing")
    parser.add_argument("--loan", default="", metavar="N", help="history of an approval")
    parser.add_argument("--section", default="", metavar="S")
    parser.add_argument("--act", choices=[act.value for act in LoanAct], metavar="A")
    parser.add_argument("--late", action="store_true", help="kept, or brought back, too late")
    return parser


def _filter(call: Call) -> LedgerFilter:
    given = call.arguments
    return LedgerFilter(
        state=LineState(given.state) if given.state else None,
        at=call.desk.clock(),
        text=given.text,
        since=moment_or_day(given.start, call, last=False) if given.start else None,
        until=moment_or_day(given.end, call, last=True) if given.end else None,
        borrower=given.borrower,
        item=given.item,
        loan=given.loan,
        section=given.section,
        act=LoanAct(given.act) if given.act else None,
        late=given.late,
    )


def _list(call: Call) -> Answer:
    actor = call.actor
    page = Ledger(call.desk).page(actor, _filter(call), 0, call.arguments.limit)
    at = call.desk.clock()
    return Answer(
        {"lines": [_fields(call, line, at) for line in page.lines], "total": page.total},
        tuple(_text(line, at) for line in page.lines),
    )


def _show(call: Call) -> Answer:
    line, entries = Ledger(call.desk).line(call.actor, call.arguments.line)
    zone = call.desk.office.zone
    told = [
        {
            "event": entry.event.value,
            "at": entry.at.astimezone(zone),
            "clerk": entry.clerk,
            "due": None if entry.due_at is None else entry.due_at.astimezone(zone),
            "remark": entry.remark,
        }
        for entry in entries
    ]
    at = call.desk.clock()
    rows: list[Line] = [
        (
            f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}",
            say(entry.event.label),
            entry.clerk,
            entry.remark,
        )
        for entry in entries
    ]
    return Answer({**_fields(call, line, at), "entries": told}, (_text(line, at), *rows))


def _totals(call: Call) -> Answer:
    ledger, where = Ledger(call.desk), _filter(call)
    standing = ledger.standing(call.actor, where)
    sections = ledger.by_section(call.actor, where)
    return Answer(
        {
            "states": {state.value: number for state, number in standing.items()},
            "sections": [
                {
                    "section": each.section,
                    "lines": each.lines,
                    "out": each.out,
                    "overdue": each.overdue,
                    "returned_late": each.late,
                }
                for each in sections
            ],
        },
        tuple((say(state.label), str(number)) for state, number in standing.items()),
    )


def _correct(call: Call) -> Answer:
    given = call.arguments
    changes: dict[str, str | datetime] = {}
    for each in given.changes:
        name, equals, value = each.partition("=")
        if not equals or name not in FIELDS:
            raise InvalidInput(
                say(
                    "“{given}”应写成 字段=内容，字段可用：{fields}。",
                    given=each,
                    fields=" ".join(FIELDS),
                )
            )
        changes[name] = call.moment(value) if name.endswith("_at") else value
    new = Ledger(call.desk).correct(call.actor, given.line, Correction(changes, given.reason))
    at = call.desk.clock()
    return Answer(_fields(call, new, at), (_text(new, at),))


def _export(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    count = Ledger(call.desk).export(actor, Format(given.format), given.out, _filter(call))
    return Answer(
        {"file": given.out, "format": given.format, "lines": count},
        (say("已导出 {count} 条：{file}", count=count, file=given.out),),
    )


def _fields(call: Call, line: LedgerLine, at: datetime) -> dict[str, object]:
    zone = call.desk.office.zone

    def local(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone)

    return {
        "no": line.no,
        "loan": line.loan_no,
        "registered_at": local(line.registered_at),
        "items": line.items,
        "acts": [act.value for act in line.acts],
        "borrower": line.borrower,
        "section": line.section,
        "purpose": line.purpose,
        "approvers": line.approvers,
        "handed_out_at": local(line.handed_out_at),
        "handed_out_by": line.handed_out_by,
        "due": local(line.due_at),
        "renewals": line.renewals,
        "returned_at": local(line.returned_at),
        "returned_to": line.returned_to,
        "condition": line.condition,
        "effect": line.effect,
        "corrects": line.corrects,
        "corrected_by": line.corrected_by,
        "state": line.state(at).value,
        "returned_late": line.returned_late,
        "remark": line.remark,
    }


def _text(line: LedgerLine, at: datetime) -> Line:
    state = say(line.state(at).label)
    return (str(line.no), line.loan_no, state, line.borrower, line.items)
