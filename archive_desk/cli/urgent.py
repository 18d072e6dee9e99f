"""`urgent …`: cases begun before they were approved, whose approval is back-filled in time."""

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.sentences import say
from archive_desk.domain.urgent_starts import UrgentStart
from archive_desk.services.urgent_starts import UrgentStarts


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("urgent", "cases begun before their approval, with its clock")
    add = group.add("add", _add, "write down that a case was begun at once")
    add.add_argument("case", metavar="NO")
    add.add_argument("--start", required=True, metavar="T", help="when the procedure began")
    add.add_argument("--reason", required=True, metavar="R", help="why it was urgent")
    withdraw = group.add("withdraw", _withdraw, "take one out that was entered by mistake")
    withdraw.add_argument("no", metavar="NO")
    withdraw.add_argument("--reason", required=True, metavar="R")
    listed = group.add("list", _list, "the register, the earliest first")
    listed.add_argument("--open", action="store_true", help="only those that wait")


def _add(call: Call) -> Answer:
    given = call.arguments
    start = call.moment(given.start)
    return _told(
        call, UrgentStarts(call.desk).register(call.actor, given.case, start, given.reason)
    )


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    return _told(call, UrgentStarts(call.desk).withdraw(call.actor, given.no, given.reason))


def _list(call: Call) -> Answer:
    found = UrgentStarts(call.desk).all(call.actor, only_open=call.arguments.open)
    fields = {"urgent": [_fields(call, each) for each in found]}
    return Answer(fields, tuple(_line(call, each) for each in found))


def _told(call: Call, start: UrgentStart) -> Answer:
    return Answer(_fields(call, start), (_line(call, start),))


def _fields(call: Call, start: UrgentStart) -> dict[str, object]:
    zone = call.desk.office.zone
    return {
        "no": start.no,
        "case": start.case_no,
        "start": start.started_at.astimezone(zone),
        "reason": start.reason,
        "approved_at": start.approved_at and start.approved_at.astimezone(zone),
        "withdrawn_at": start.withdrawn_at and start.withdrawn_at.astimezone(zone),
        "withdrawal": start.withdrawal,
    }


def _line(call: Call, start: UrgentStart) -> Line:
    state = "已撤回" if start.withdrawn_at else "进行中" if start.open else "已补报"
    at = f"{start.started_at.astimezone(call.desk.office.zone):%Y-%m-%d %H:%M}"
    return (start.no, say(state), at, start.case_no, start.case_name, start.reason)
