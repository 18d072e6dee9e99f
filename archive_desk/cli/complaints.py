"""`complaint …`: what review bodies and courts sent, when it is due, and what answered it."""

from datetime import date
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.complaints import ComplaintDraft, ComplaintKind
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.services.contesting import Contested, Contesting

_WORDS = {
    "open": say("待提供"),
    "overdue": say("已逾期"),
    "answered": say("已提供"),
    "answered_late": say("逾期提供"),
}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("complaint", "complaints to review bodies and courts, and their clocks")
    add = group.add("add", _add, "register a complaint; its clock begins with the receipt")
    kinds = [each.value for each in ComplaintKind]
    add.add_argument("--kind", choices=kinds, required=True, metavar="K", help=" ".join(kinds))
    add.add_argument("--from", dest="body", required=True, metavar="BODY")
    add.add_argument("--document-no", required=True, metavar="NO")
    add.add_argument("--complainant", default="", metavar="NAME")
    add.add_argument("--case", required=True, metavar="NO")
    add.add_argument("--received", metavar="DAY", help="today unless given")
    add.add_argument("--note", default="", metavar="T")
    group.add("list", _list, "the register, the newest first, with its clocks").add_argument(
        "--text", default="", metavar="T"
    )
    group.add("show", _show, "one complaint, and how its clock is counted").add_argument(
        "no", metavar="NO"
    )
    group.add("export", _export, "the register as xlsx, CSV or PDF").add_argument(
        "--out", type=Path, required=True, metavar="FILE"
    )


def _add(call: Call) -> Answer:
    given = call.arguments
    today = call.desk.clock().astimezone(call.desk.office.zone).date()
    draft = ComplaintDraft(
        ComplaintKind(given.kind),
        given.body,
        given.document_no,
        given.complainant,
        given.case,
        _day(given.received) if given.received else today,
        given.note,
    )
    return _answer(call, Contesting(call.desk).register(call.actor, draft))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error


def _list(call: Call) -> Answer:
    found = Contesting(call.desk).everything(call.actor, call.arguments.text)
    late = any(_state(call, each) == "overdue" for each in found)
    return Answer(
        {"complaints": [_fields(call, each) for each in found]},
        tuple(_line(call, each) for each in found),
        FINDINGS if late else DONE,
    )


def _show(call: Call) -> Answer:
    return _answer(call, Contesting(call.desk).get(call.actor, call.arguments.no))


def _export(call: Call) -> Answer:
    out = call.arguments.out
    count = Contesting(call.desk).export(call.actor, out)
    said = say("已导出 {count} 条：{file}", count=count, file=out)
    return Answer({"file": out, "lines": count}, (said,))


def _answer(call: Call, found: Contested) -> Answer:
    steps = () if found.count is None else found.count.steps
    return Answer(_fields(call, found), (_line(call, found), *steps))


def _state(call: Call, found: Contested) -> str:
    answered, due = found.complaint.answered_at, found.count
    end = answered or call.desk.clock()
    late = due is not None and end > due.due
    if answered is None:
        return "overdue" if late else "open"
    return "answered_late" if late else "answered"


def _fields(call: Call, found: Contested) -> dict[str, object]:
    zone, complaint = call.desk.office.zone, found.complaint
    draft, answered = complaint.draft, complaint.answered_at
    return {
        "complaint": complaint.no,
        "kind": draft.kind.value,
        "from": draft.body,
        "document_no": draft.document_no,
        "complainant": draft.complainant,
        "case": draft.case_no,
        "received_on": draft.received_on.isoformat(),
        "clock": draft.kind.clock.value,
        "due": None if found.count is None else found.count.due,
        "basis": str(found.deadline.basis),
        "provisional": found.count is not None and found.count.provisional,
        "explanation": [] if found.count is None else list(found.count.steps),
        "state": _state(call, found),
        "answered_at": None if answered is None else answered.astimezone(zone),
        "provisions": list(complaint.provisions),
        "note": draft.note,
        "entered_by": complaint.entered_by,
    }


def _line(call: Call, found: Contested) -> Line:
    due = "—" if found.count is None else f"{found.count.due:%Y-%m-%d}"
    return (
        found.complaint.no,
        say(found.complaint.draft.kind.label),
        found.complaint.draft.body,
        found.complaint.draft.case_no,
        due,
        _WORDS[_state(call, found)],
    )
