"""`retention …`, `hold …`: how long things are kept, what raises it, and what is held."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from archive_desk.cli.evaluation_words import parse_day
from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.holds import Hold, HoldDraft, HoldGround
from archive_desk.domain.ids import EventId, FootageId
from archive_desk.domain.keeping import Activity, Keep
from archive_desk.domain.records_schedule import FileClass, RecordsSchedule, StartsFrom, class_title
from archive_desk.domain.retention import Procedure
from archive_desk.domain.sentences import say
from archive_desk.services.holding import Holding
from archive_desk.services.retaining import Retaining, RetentionReport
from archive_desk.services.retention_reviews import Proposal, RetentionReviews


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("retention", "how long recordings and case files are kept, and why")
    _about(group.add("show", _show, "how long, why, and until when"))
    event = _about(group.add("event", _event, "enter what asks for long keeping, also years later"))
    event.add_argument("--code", required=True, metavar="CODE", help="see `retention events`")
    event.add_argument("--on", required=True, metavar="DAY", help="when it happened")
    event.add_argument("--reason", required=True, metavar="R")
    group.add("events", _events, "the situations that the regulation knows")
    back = group.add("withdraw", _withdraw, "take an event back; what it raised stays raised")
    back.add_argument("event", type=int, metavar="EVENT")
    back.add_argument("--reason", required=True, metavar="R")
    choose = group.add("choose", _choose, "patrol or inspection, evidence or not")
    choose.add_argument("--footage", nargs="+", type=int, required=True, metavar="ID")
    choose.add_argument("--activity", choices=[each.value for each in Activity])
    choose.add_argument("--evidence", choices=["yes", "no"])
    choose.add_argument("--reason", required=True, metavar="R")
    classed = group.add("class", _class, "the procedure of a case, or a class of its own")
    classed.add_argument("no", metavar="NO")
    classed.add_argument("--procedure", choices=[each.value for each in Procedure])
    classed.add_argument("--class", dest="file_class", choices=[each.value for each in FileClass])
    classed.add_argument("--reason", required=True, metavar="R")
    _register_schedule(group)
    group.add("review", _review, "judge everything anew by what is in force now")
    listed = group.add("proposals", _proposals, "what is kept longer than it would be now")
    listed.add_argument("--limit", type=int, default=100, metavar="N")
    listed.add_argument("--offset", type=int, default=0, metavar="N")
    _register_holds(commands)


def _register_schedule(group: Commands) -> None:
    schedule = group.add(
        "schedule", _schedule, "the office's records schedule; set with --document"
    )
    schedule.add_argument("--document", metavar="TITLE", help="by what the office decided it")
    schedule.add_argument("--long-term-years", type=int, metavar="N", help="how long long-term is")
    schedule.add_argument("--starts", choices=[each.value for each in StartsFrom])
    schedule.add_argument("--ordinary-years", type=int, metavar="N")
    schedule.add_argument(
        "--case", nargs="+", default=[], metavar="KIND=CLASS", help="e.g. penalty.general=permanent"
    )


def _register_holds(commands: Commands) -> None:
    group = commands.group("hold", "what may not be destroyed while a review or suit goes on")
    place = _about(group.add("place", _place, "hold a case file, or some recordings"))
    place.add_argument("--ground", required=True, choices=[each.value for each in HoldGround])
    place.add_argument("--document", required=True, metavar="NO", help="the paper's number")
    place.add_argument("--reason", required=True, metavar="R")
    place.add_argument("--from", dest="start", metavar="DAY", help="today unless it is given")
    release = group.add("release", _release, "end a hold")
    release.add_argument("no", metavar="NO")
    release.add_argument("--reason", required=True, metavar="R")
    listed = group.add("list", _holds, "the holds that stand")
    listed.add_argument("--all", action="store_true", help="those that were released too")


def _about(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--case", default="", metavar="NO")
    about.add_argument("--footage", nargs="+", type=int, default=[], metavar="ID")
    return parser


def _ids(call: Call) -> tuple[FootageId, ...]:
    return tuple(FootageId(number) for number in call.arguments.footage)


def _show(call: Call) -> Answer:
    retaining, given = Retaining(call.desk), call.arguments
    if given.case:
        return _told(call, [retaining.of_case(call.actor, given.case)])
    return _told(call, [retaining.of_footage(call.actor, number) for number in _ids(call)])


def _event(call: Call) -> Answer:
    given = call.arguments
    reports = Retaining(call.desk).enter_event(
        call.actor,
        given.code,
        parse_day(given.on),
        given.reason,
        case_no=given.case,
        footage_ids=_ids(call),
    )
    return _told(call, reports)


def _events(call: Call) -> Answer:
    found = Retaining(call.desk).triggers()
    return Answer(
        {
            "events": [
                {"code": each.code, "title": each.title, "basis": str(each.basis)} for each in found
            ]
        },
        tuple((each.code, each.title, str(each.basis)) for each in found),
    )


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    event = Retaining(call.desk).withdraw_event(call.actor, EventId(given.event), given.reason)
    return Answer({"event": event.id, "code": event.code}, (say("已撤回，期限不因此缩短。"),))


def _choose(call: Call) -> Answer:
    given = call.arguments
    reports = Retaining(call.desk).choose(
        call.actor,
        _ids(call),
        given.reason,
        activity=Activity(given.activity) if given.activity else None,
        evidence=None if given.evidence is None else given.evidence == "yes",
    )
    return _told(call, reports)


def _class(call: Call) -> Answer:
    given = call.arguments
    report = Retaining(call.desk).class_case(
        call.actor,
        given.no,
        given.reason,
        procedure=Procedure(given.procedure) if given.procedure else None,
        file_class=FileClass(given.file_class) if given.file_class else None,
    )
    return _told(call, [report])


def _schedule(call: Call) -> Answer:
    given, reviews = call.arguments, RetentionReviews(call.desk)
    wanted = _changed(reviews.schedule(), given)
    if wanted is None:
        return _schedule_told(reviews.schedule(), {})
    renewal = reviews.set_schedule(call.actor, wanted, call.monitor)
    counts = {
        "looked": renewal.looked,
        "raised": len(renewal.raised),
        "proposed": renewal.proposed,
    }
    return _schedule_told(reviews.schedule(), counts)


def _changed(now: RecordsSchedule, given: argparse.Namespace) -> RecordsSchedule | None:
    """The schedule with what was given; None where nothing was."""
    named = {
        "document": given.document,
        "long_term_years": given.long_term_years,
        "starts": StartsFrom(given.starts) if given.starts else None,
        "ordinary_years": given.ordinary_years,
    }
    changes = {key: value for key, value in named.items() if value is not None}
    classes = dict(now.cases)
    for pair in given.case:
        key, _, word = pair.partition("=")
        if key not in classes or word not in {each.value for each in FileClass}:
            raise InvalidInput(say("“{pair}”应写成 种类=期限，如 licence=30。", pair=pair))
        classes[key] = FileClass(word)
    if not changes and not given.case:
        return None
    return replace(now, cases=classes, **changes)


def _schedule_told(schedule: RecordsSchedule, counts: dict[str, int]) -> Answer:
    fields = {**schedule.plain(), "decided": schedule.decided, **counts}
    lines: list[Line] = [
        (say("依据"), schedule.source),
        (say("长期"), say("按 {years} 年管理", years=schedule.long_term_years)),
        (say("起算"), say(schedule.starts.label)),
        *((class_title(key), say(each.label)) for key, each in schedule.cases.items()),
    ]
    return Answer(fields, tuple(lines))


def _review(call: Call) -> Answer:
    found = RetentionReviews(call.desk).review(call.actor, call.monitor)
    told = say(
        "重算 {looked} 件：延长 {raised} 件，建议缩短（待鉴定）{proposed} 件，没有缩短任何一件。",
        looked=found.looked,
        raised=len(found.raised),
        proposed=found.proposed,
    )
    fields = {"looked": found.looked, "raised": len(found.raised), "proposed": found.proposed}
    return Answer(fields, (told,))


def _proposals(call: Call) -> Answer:
    given = call.arguments
    page = RetentionReviews(call.desk).proposals(
        call.actor, call.monitor, given.offset, given.limit
    )
    return Answer(
        {"proposals": [_proposal(call, each) for each in page.proposals], "total": page.total},
        tuple(
            (each.name, each.kept.words(call.desk.office.zone), each.proposed.length)
            for each in page.proposals
        ),
    )


def _proposal(call: Call, each: Proposal) -> dict[str, object]:
    return {
        "footage": each.footage_id,
        "case": each.case_no or None,
        "name": each.name,
        "kept": keep_fields(call, each.kept),
        "proposed": keep_fields(call, each.proposed),
    }


def _told(call: Call, reports: Sequence[RetentionReport]) -> Answer:
    lines: list[Line] = []
    for each in reports:
        lines += [
            (each.item, each.words, str(each.keep.basis)),
            *(("", s) for s in each.keep.steps),
        ]
    return Answer({"retention": [report_fields(call, each) for each in reports]}, tuple(lines))


def report_fields(call: Call, report: RetentionReport) -> dict[str, object]:
    """How long a thing is kept, for `retention show`, `footage show` and `case show`."""
    zone = call.desk.office.zone
    return {
        "item": report.item,
        **keep_fields(call, report.keep),
        "ended": report.ended,
        "proposed": None if report.proposed is None else keep_fields(call, report.proposed),
        "events": [
            {
                "event": each.id,
                "code": each.code,
                "title": each.title,
                "on": each.on.isoformat(),
                "reason": each.reason,
                "by": each.by,
                "withdrawn": each.withdrawn_at is not None,
            }
            for each in report.events
        ],
        "holds": [hold_fields(each) for each in report.holds],
        "destroyed_at": _local(report.destroyed_at, zone),
    }


def keep_fields(call: Call, keep: Keep) -> dict[str, object]:
    """A term with its reason."""
    zone = call.desk.office.zone
    return {
        "retention": keep.words(zone),
        "class": keep.kind,
        "kind": keep.term,
        "permanent": keep.permanent,
        "undecided": keep.undecided,
        "provisional": keep.provisional,
        "start": _local(keep.start, zone),
        "until": _local(keep.until, zone),
        "basis": str(keep.basis),
        "template": keep.basis.template,
        "version": keep.basis.version,
        "article": keep.basis.article,
        "appraisal": keep.appraisal or None,
        "steps": keep.steps,
    }


def _local(at: datetime | None, zone: tzinfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)


def _place(call: Call) -> Answer:
    given = call.arguments
    today: date = call.desk.clock().astimezone(call.desk.office.zone).date()
    draft = HoldDraft(
        HoldGround(given.ground),
        given.document,
        given.reason,
        parse_day(given.start) if given.start else today,
        given.case,
        _ids(call),
    )
    return _holds_told(Holding(call.desk).place(call.actor, draft))


def _release(call: Call) -> Answer:
    given = call.arguments
    return _holds_told([Holding(call.desk).release(call.actor, given.no, given.reason)])


def _holds(call: Call) -> Answer:
    found = Holding(call.desk).page(call.actor, all_of_them=call.arguments.all)
    return _holds_told(found)


def _holds_told(found: Sequence[Hold]) -> Answer:
    return Answer(
        {"holds": [hold_fields(each) for each in found]},
        tuple((each.words, each.item) for each in found),
    )


def hold_fields(hold: Hold) -> dict[str, object]:
    """A hold as `--json` shows it."""
    return {
        "hold": hold.no,
        "item": hold.item,
        "ground": hold.ground.value,
        "document": hold.document_no,
        "reason": hold.reason,
        "from": hold.from_day.isoformat(),
        "placed_by": hold.placed_by,
        "placed_at": hold.placed_at,
        "basis": str(hold.basis),
        "standing": hold.standing,
        "released_at": hold.released_at,
        "released_by": hold.released_by or None,
        "release_reason": hold.release_reason or None,
    }
