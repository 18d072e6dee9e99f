"""`rules …`: what the regulations ask for, explained; needs no archive."""

from datetime import datetime
from zoneinfo import ZoneInfo

from archive_desk.cli.frame import Answer, Call, Commands, parse_moment
from archive_desk.domain.clock import Period
from archive_desk.domain.office import REGULATIONS
from archive_desk.domain.regulations import Clock, Deadline, Event, Regulation
from archive_desk.domain.sentences import say
from archive_desk.services.rules import Rules

_ZONE = "Asia/Shanghai"
_PATROL = {"patrol", "daily_patrol", "日常巡查"}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("rules", "what the regulations ask for, and why")
    group.add("list", _list, "the regulations, their deadlines, chains and retention")
    due = group.add("due", _due, "when a clock ends, and how it was counted")
    due.add_argument("--regulation", required=True, choices=REGULATIONS, metavar="KEY")
    clocks = [clock.value for clock in Clock]
    due.add_argument("--clock", required=True, choices=clocks, metavar="CLOCK")
    due.add_argument("--start", required=True, metavar="T")
    events = [event.value for event in Event]
    due.add_argument("--event", choices=events, help="another event the clock may start from")
    keep = group.add("retention", _retention, "how long a recording is kept, and why")
    keep.add_argument("--regulation", required=True, choices=REGULATIONS, metavar="KEY")
    keep.add_argument("--activity", default="", metavar="A", help="`patrol` for a routine patrol")
    keep.add_argument("--evidence", action="store_true", help="it is used as evidence")
    keep.add_argument("--trigger", nargs="+", action="extend", default=[], metavar="T")
    keep.add_argument("--start", metavar="T", help="recorded when; turns a term into a date")
    for parser in (due, keep):
        parser.add_argument("--zone", default=_ZONE, help="where days begin and end")


def _list(call: Call) -> Answer:
    regulations = Rules().all()
    lines = [
        (
            each.key,
            f"《{each.title}》",
            *(
                say("{role}（{title}）", role=say(step.role.label), title=say(step.title))
                for step in each.chain.steps
            ),
        )
        for each in regulations
    ]
    return Answer({"regulations": [_regulation(each) for each in regulations]}, tuple(lines))


def _due(call: Call) -> Answer:
    given = call.arguments
    zone = ZoneInfo(given.zone)
    clock = Clock(given.clock)
    event = Event(given.event) if given.event else None
    found = Rules().due(given.regulation, clock, parse_moment(given.start, zone), zone, event=event)
    return Answer(
        {
            "regulation": given.regulation,
            "clock": clock.value,
            "standing": found.standing.value,
            "due": found.due,
            "basis": None if found.basis is None else str(found.basis),
            "steps": found.steps,
            "provisional": found.provisional,
        },
        (_moment(found.due), *found.steps),
    )


def _retention(call: Call) -> Answer:
    given = call.arguments
    zone = ZoneInfo(given.zone)
    kept = Rules().retention(
        given.regulation,
        patrol=given.activity in _PATROL,
        evidence=given.evidence,
        triggers=tuple(given.trigger),
        start=parse_moment(given.start, zone) if given.start else None,
        zone=zone,
    )
    return Answer(
        {
            "regulation": given.regulation,
            "retention": kept.rule.term.words,
            "class": kept.rule.kind.value,
            "kind": kept.rule.term.kind,
            "due": kept.until,
            "basis": str(kept.rule.basis),
            "steps": kept.steps,
            "provisional": False,
        },
        (kept.rule.term.words, *kept.steps),
    )


def _regulation(each: Regulation) -> dict[str, object]:
    return {
        "key": each.key,
        "version": each.version,
        "title": each.title,
        "issuer": each.issuer,
        "document_no": each.document_no or None,
        "effective_on": None if each.effective_on is None else each.effective_on.isoformat(),
        "chain": {
            "standing": each.chain.standing.value,
            "basis": str(each.chain.basis),
            "text": each.chain.text,
            "proposer": each.chain.proposer,
            "steps": [{"role": step.role.value, "title": step.title} for step in each.chain.steps],
        },
        "deadlines": [_deadline(each.deadline(clock)) for clock in Clock],
        "retention": [
            {
                "class": rule.kind.value,
                "kind": rule.term.kind,
                "term": rule.term.words,
                "basis": str(rule.basis),
                "text": rule.text,
            }
            for rule in each.retention.values()
        ],
        "triggers": [
            {"code": each.code, "title": each.title, "basis": str(each.basis)}
            for each in each.triggers
        ],
    }


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "clock": deadline.clock.value,
        "standing": deadline.standing.value,
        "period": _period(deadline.period),
        "starts": None if deadline.starts is None else deadline.starts.value,
        "alternative": None if deadline.alternative is None else deadline.alternative.value,
        "basis": str(deadline.basis) if deadline.basis.article else None,
        "text": deadline.text,
    }


def _period(period: Period | None) -> dict[str, object] | None:
    return None if period is None else {"amount": period.amount, "unit": period.unit.value}


def _moment(at: datetime | None) -> str:
    return "—" if at is None else at.isoformat()
