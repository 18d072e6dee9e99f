"""`worklist`: what is due for whoever asks, by section, kind and month, and the overdue list."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, Task, WorkFilter, WorkItem
from archive_desk.services.safety import Safety
from archive_desk.services.worklist import MonthDay, Worklist
from archive_desk.services.worklist_papers import WorklistPapers, scope_in_words


def register(commands: Commands) -> None:
    """Add the command of this module."""
    parser = commands.add("worklist", _worklist, "what is due for the actor, overdue first")
    parser.add_argument("--section", default="", metavar="S", help="only this section's")
    parser.add_argument("--person", default="", metavar="P", help="only this person's")
    parser.add_argument("--own", action="store_true", help="only what the actor himself has to do")
    kinds = [task.value for task in Task]
    parser.add_argument(
        "--clock", action="append", choices=kinds, default=[], metavar="K", help=" ".join(kinds)
    )
    states = [state.value for state in ClockState]
    parser.add_argument(
        "--state", action="append", choices=states, default=[], metavar="S", help=" ".join(states)
    )
    parser.add_argument("--month", metavar="YYYY-MM", help="the days of a month, done or not")
    parser.add_argument("--overdue", action="store_true", help="what is or was late, with reasons")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the list: .pdf or .xlsx")
    parser.add_argument("--explain", metavar="ITEM", help="say why ITEM (of --clock) was late")
    parser.add_argument("--reason", default="", metavar="R", help="the reason, with --explain")


def _filter(given: argparse.Namespace) -> WorkFilter:
    return WorkFilter(
        section=given.section,
        person=given.person,
        tasks=frozenset(Task(value) for value in given.clock),
        states=frozenset(ClockState(value) for value in given.state),
        own=given.own,
    )


def _worklist(call: Call) -> Answer:
    given = call.arguments
    if given.explain is not None:
        return _explain(call)
    where = _filter(given)
    if given.month is not None:
        return _month(call, where)
    if given.overdue:
        items = WorklistPapers(call.desk).overdue(call.actor, where)
        return _listed(call, items, {}, where)
    board = Worklist(call.desk).board(call.actor, where)
    left_out = {task.value: count for task, count in board.left_out.items() if count}
    for warning in Safety(call.desk).warnings(call.actor):
        call.tell(warning.message)
    return _listed(call, board.items, left_out, where)


def _listed(
    call: Call, items: Sequence[WorkItem], left_out: Mapping[str, int], where: WorkFilter
) -> Answer:
    fields: dict[str, object] = {"clocks": [_fields(call, item) for item in items]}
    lines: list[Line] = [_line(call, item) for item in items]
    fields["left_out"] = left_out
    lines += [
        say("另有 {count} 件“{task}”未列出，都更晚到期。", count=count, task=say(Task(key).label))
        for key, count in left_out.items()
    ]
    out = call.arguments.out
    if out is not None:
        WorklistPapers(call.desk).write(call.actor, items, scope_in_words(where), out)
        fields["file"] = out
        lines.append(say("已写入 {file}", file=str(out)))
    return Answer(fields, tuple(lines))


def _month(call: Call, where: WorkFilter) -> Answer:
    year, dash, month = call.arguments.month.partition("-")
    if not (dash and year.isdecimal() and month.isdecimal() and len(year) == 4):
        raise InvalidInput(say("月份应如 2026-11。"))
    days = Worklist(call.desk).month(call.actor, int(year), int(month), where)
    items = sorted((item for day in days for item in day.items), key=lambda item: item.due)
    answer = _listed(call, items, {}, where)
    return Answer({**answer.fields, "days": [_day(each) for each in days]}, answer.lines)


def _day(each: MonthDay) -> dict[str, object]:
    return {
        "day": each.day.isoformat(),
        "kind": each.kind.value,
        "works": each.kind.works,
        "name": each.name,
        "provisional": not each.settled,
        "due": len(each.items),
        "overdue": sum(item.late for item in each.items),
    }


def _explain(call: Call) -> Answer:
    given, worklist = call.arguments, Worklist(call.desk)
    if len(given.clock) != 1:
        raise InvalidInput(say("请用 --clock 指明是哪一种期限。"))
    task = Task(given.clock[0])
    worklist.explain(call.actor, worklist.find(call.actor, task, given.explain), given.reason)
    item = worklist.find(call.actor, task, given.explain)
    return Answer({"clocks": [_fields(call, item)]}, (_line(call, item),))


def _fields(call: Call, item: WorkItem) -> dict[str, object]:
    zone = call.desk.office.zone
    return {
        "clock": item.task.value,
        "item": item.item,
        "title": item.title,
        "note": item.note,
        "due": item.due.astimezone(zone),
        "state": item.state.value,
        "basis": str(item.basis),
        "provisional": item.provisional,
        "steps": item.steps,
        "section": item.section,
        "person": item.person,
        "met_at": None if item.met_at is None else item.met_at.astimezone(zone),
        "late_reason": item.reason,
    }


def _line(call: Call, item: WorkItem) -> Line:
    return (
        say(item.state.label),
        f"{item.due.astimezone(call.desk.office.zone):%Y-%m-%d %H:%M}",
        say(item.task.label),
        item.title,
        item.note,
        item.reason,
    )
