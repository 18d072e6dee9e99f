"""`rules …`: what the regulations ask for, explained; needs no archive."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive_desk.cli import rule_parts, rule_versions
from archive_desk.cli.frame import Answer, Call, Commands, parse_moment
from archive_desk.cli.rule_fields import regulation_fields
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.regulations import Clock, Event
from archive_desk.domain.sentences import say
from archive_desk.services.rules import Rules

_ZONE = "Asia/Shanghai"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_PATROL = {"patrol", "daily_patrol", "日常巡查"}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("rules", "what the regulations ask for, and why")
    group.add("list", _list, "the regulations, their deadlines, chains and retention")
    due = group.add("due", _due, "when a clock ends, and how it was counted")
    due.add_argument(
        "--regulation",
        required=True,
        action="append",
        metavar="KEY",
        help="several: the earliest end; the office's own with --archive",
    )
    clocks = [clock.value for clock in Clock]
    due.add_argument("--clock", required=True, choices=clocks, metavar="CLOCK")
    due.add_argument("--start", required=True, metavar="T")
    due.add_argument("--extended", action="store_true", help="with the extension the law allows")
    events = [event.value for event in Event]
    due.add_argument("--event", choices=events, help="another event the clock may start from")
    keep = group.add("retention", _retention, "how long a recording is kept, and why")
    keep.add_argument(
        "--regulation",
        required=True,
        action="append",
        metavar="KEY",
        help="several: the longest term; the office's own with --archive",
    )
    keep.add_argument("--activity", default="", metavar="A", help="`patrol` for a routine patrol")
    keep.add_argument("--evidence", action="store_true", help="it is used as evidence")
    keep.add_argument("--trigger", nargs="+", action="extend", default=[], metavar="T")
    keep.add_argument("--start", metavar="T", help="recorded when; turns a term into a date")
    rule_versions.register(group)
    rule_parts.register(group)
    for parser in (due, keep):
        parser.add_argument("--zone", default=_ZONE, help="where days begin and end")


def _list(call: Call) -> Answer:
    regulations = _rules(call).all()
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
    return Answer({"regulations": [regulation_fields(each) for each in regulations]}, tuple(lines))


def _due(call: Call) -> Answer:
    given = call.arguments
    zone = _zone(given.zone)
    clock = Clock(given.clock)
    event = Event(given.event) if given.event else None
    found = _rules(call).due(
        tuple(given.regulation),
        clock,
        _start(given.start, zone),
        zone,
        event=event,
        extended=given.extended,
    )
    return Answer(
        {
            "regulation": given.regulation[0],
            "regulations": given.regulation,
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
    zone = _zone(given.zone)
    kept = _rules(call).retention(
        tuple(given.regulation),
        patrol=given.activity in _PATROL,
        evidence=given.evidence,
        triggers=tuple(given.trigger),
        start=_start(given.start, zone) if given.start else None,
        zone=zone,
    )
    return Answer(
        {
            "regulation": given.regulation[0],
            "regulations": given.regulation,
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


def _rules(call: Call) -> Rules:
    """The rules of the archive that `--archive` names, else those that come with the program."""
    named = getattr(call.arguments, "archive", None)
    rules = Rules(archive=call.desk) if named else Rules()
    for key in getattr(call.arguments, "regulation", ()):
        rules.require(key)
    return rules


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            say("没有名为“{zone}”的时区，应如 Asia/Shanghai。", zone=name)
        ) from error


def _start(text: str, zone: ZoneInfo) -> datetime:
    """A start that can be counted from: the calendars of other centuries are nobody's here."""
    moment = parse_moment(text, zone)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidInput(say("起算时间 {text} 不在 1990 年至 2100 年之间，请核对。", text=text))
    return moment


def _moment(at: datetime | None) -> str:
    return "—" if at is None else at.isoformat()
