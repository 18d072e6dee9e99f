"""`case callup …`: who may look at a case before its decision, by the part he has in it."""

from datetime import datetime

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.call_ups import CallUp, ReviewDuty
from archive_desk.domain.sentences import say
from archive_desk.services.calling_up import CallingUp, CallUpWish


def register(cases: Commands) -> None:
    """Add the commands of this module below `case`."""
    group = cases.group("callup", "who reviews a case may look at its footage before the decision")
    duties = [each.value for each in ReviewDuty]
    name = group.add("name", _name, "let somebody look until the case is decided")
    name.add_argument("case", metavar="NO")
    name.add_argument("--person", required=True, metavar="ACCOUNT")
    name.add_argument(
        "--as-duty",
        dest="duty",
        choices=duties,
        default="review",
        metavar="D",
        help=" ".join(duties),
    )
    name.add_argument("--from", dest="start", metavar="T")
    name.add_argument("--until", metavar="T", help="the decision ends it in any case")
    name.add_argument("--reason", default="", metavar="R")
    end = group.add("end", _end, "end a call-up before the decision")
    end.add_argument("callup", metavar="NO")
    end.add_argument("--reason", required=True, metavar="R")
    group.add("list", _list, "call-ups, the newest first").add_argument(
        "case", nargs="?", default="", metavar="NO"
    )


def _name(call: Call) -> Answer:
    given = call.arguments
    wish = CallUpWish(
        given.case,
        given.person,
        ReviewDuty(given.duty),
        moment_or_day(given.start, call, last=False) if given.start else None,
        moment_or_day(given.until, call, last=True) if given.until else None,
        given.reason,
    )
    return _answer(call, CallingUp(call.desk).name(call.actor, wish))


def _end(call: Call) -> Answer:
    given = call.arguments
    return _answer(call, CallingUp(call.desk).end(call.actor, given.callup, given.reason))


def _list(call: Call) -> Answer:
    found = CallingUp(call.desk).everything(call.actor, call.arguments.case)
    return Answer(
        {"callups": [_fields(call, each) for each in found]},
        tuple(_line(call, each) for each in found),
    )


def _answer(call: Call, found: CallUp) -> Answer:
    return Answer(_fields(call, found), (_line(call, found),))


def _fields(call: Call, found: CallUp) -> dict[str, object]:
    zone = call.desk.office.zone

    def local(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(zone)

    ended = found.ended
    return {
        "callup": found.no,
        "case": found.case_no,
        "person": found.person,
        "duty": found.duty.value,
        "from": local(found.valid_from),
        "until": local(found.valid_until),
        "reason": found.reason,
        "named_at": local(found.named_at),
        "named_by": found.named_by,
        "state": found.state(call.desk.clock()).value,
        "decided_at": local(found.decided_at),
        "ended": None
        if ended is None
        else {"at": local(ended.at), "by": ended.by, "reason": ended.reason},
    }


def _line(call: Call, found: CallUp) -> Line:
    return (
        found.no,
        found.case_no,
        found.person,
        say(found.duty.label),
        say(found.state(call.desk.clock()).label),
    )
