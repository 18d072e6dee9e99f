"""`appraisal …`: what has run its term is judged by a group; nothing goes without that."""

from collections.abc import Sequence
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.cli.retention import keep_fields
from archive_desk.domain.appraisal import (
    Appraisal,
    AppraisalItem,
    Candidate,
    Group,
    Opinion,
    in_dispute,
)
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.appraising import Appraising


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("appraisal", "what has run its term, judged by a group")
    due = group.add("due", _due, "what may be appraised")
    due.add_argument("--proposed", action="store_true", help="shorter terms that are proposed")
    due.add_argument("--limit", type=int, default=100, metavar="N")
    due.add_argument("--offset", type=int, default=0, metavar="N")
    begin = group.add("begin", _begin, "begin a round; about all that has run its term by default")
    begin.add_argument("--title", required=True, metavar="T")
    begin.add_argument("--leader", required=True, metavar="NAME")
    begin.add_argument("--member", nargs="+", action="extend", default=[], metavar="NAME")
    begin.add_argument("--footage", nargs="+", type=int, default=[], metavar="ID")
    add = group.add("add", _add, "put more recordings into a round")
    add.add_argument("no", metavar="NO")
    add.add_argument("footage", nargs="+", type=int, metavar="ID")
    remove = group.add("remove", _remove, "take recordings out of a round")
    remove.add_argument("no", metavar="NO")
    remove.add_argument("footage", nargs="+", type=int, metavar="ID")
    remove.add_argument("--reason", required=True, metavar="R")
    judge = group.add("judge", _judge, "the group's opinion on items; on all that have none")
    judge.add_argument("no", metavar="NO")
    judge.add_argument("--footage", nargs="+", type=int, default=[], metavar="ID")
    judge.add_argument("--opinion", required=True, choices=[each.value for each in Opinion])
    judge.add_argument("--years", type=int, metavar="N", help="with `extend`")
    judge.add_argument("--reason", required=True, metavar="R")
    conclude = group.add("conclude", _conclude, "new terms, and a destruction list")
    conclude.add_argument("no", metavar="NO")
    conclude.add_argument("--report", required=True, metavar="T", help="words of the report")
    drop = group.add("drop", _drop, "give a round up")
    drop.add_argument("no", metavar="NO")
    drop.add_argument("--reason", required=True, metavar="R")
    group.add("list", _list, "all rounds")
    group.add("show", _show, "a round with its items").add_argument("no", metavar="NO")
    printed = group.add("print", _print, "the report as a form, PDF")
    printed.add_argument("no", metavar="NO")
    printed.add_argument("--out", type=Path, required=True, metavar="FILE")


def _ids(call: Call) -> tuple[FootageId, ...]:
    return tuple(FootageId(number) for number in call.arguments.footage)


def _due(call: Call) -> Answer:
    given = call.arguments
    page = Appraising(call.desk).candidates(
        call.actor, call.monitor, given.offset, given.limit, proposed=given.proposed
    )
    zone = call.desk.office.zone
    return Answer(
        {"items": [_candidate(call, each) for each in page.candidates], "total": page.total},
        tuple(
            (str(each.footage_id), each.name, each.keep.words(zone), each.held)
            for each in page.candidates
        ),
    )


def _candidate(call: Call, each: Candidate) -> dict[str, object]:
    return {
        "footage": each.footage_id,
        "name": each.name,
        "cases": each.cases,
        "started_at": each.recorded_at,
        "size_bytes": each.size_bytes,
        "retention": keep_fields(call, each.keep),
        "proposed": None if each.proposed is None else keep_fields(call, each.proposed),
        "hold": each.held or None,
        "used": None
        if each.used is None
        else {"kind": each.used.kind.value, "no": each.used.no, "words": each.used.words},
        "in_dispute": in_dispute(each.keep, call.desk.clock()),
    }


def _begin(call: Call) -> Answer:
    given = call.arguments
    group = Group(given.leader, tuple(given.member))
    return _told(Appraising(call.desk).begin(call.actor, given.title, group, _ids(call)))


def _add(call: Call) -> Answer:
    return _told(Appraising(call.desk).add(call.actor, call.arguments.no, _ids(call)))


def _remove(call: Call) -> Answer:
    given = call.arguments
    return _told(Appraising(call.desk).remove(call.actor, given.no, _ids(call), given.reason))


def _judge(call: Call) -> Answer:
    given, appraising = call.arguments, Appraising(call.desk)
    ids: Sequence[FootageId] = _ids(call)
    if not ids:
        items = appraising.items(call.actor, given.no)
        ids = [each.candidate.footage_id for each in items if each.opinion is None]
    opinion = Opinion(given.opinion)
    return _told(
        appraising.judge(call.actor, given.no, ids, opinion, given.reason, years=given.years)
    )


def _conclude(call: Call) -> Answer:
    given = call.arguments
    return _told(Appraising(call.desk).conclude(call.actor, given.no, given.report))


def _drop(call: Call) -> Answer:
    given = call.arguments
    return _told(Appraising(call.desk).drop(call.actor, given.no, given.reason))


def _list(call: Call) -> Answer:
    found = Appraising(call.desk).rounds(call.actor)
    return Answer(
        {"appraisals": [_fields(each) for each in found]},
        tuple((each.no, each.title, say(each.state.label), each.list_no) for each in found),
    )


def _show(call: Call) -> Answer:
    appraising, no = Appraising(call.desk), call.arguments.no
    found, items = appraising.get(call.actor, no), appraising.items(call.actor, no)
    return Answer(
        {**_fields(found), "items": [_item(call, each) for each in items]},
        (
            (found.no, found.title, say(found.state.label)),
            *(
                (
                    str(each.candidate.footage_id),
                    each.candidate.name,
                    each.was,
                    "" if each.opinion is None else say(each.opinion.label),
                    each.reason,
                )
                for each in items
            ),
        ),
    )


def _item(call: Call, each: AppraisalItem) -> dict[str, object]:
    return {
        **_candidate(call, each.candidate),
        "was": each.was,
        "opinion": None if each.opinion is None else each.opinion.value,
        "years": each.years,
        "reason": each.reason,
        "given_by": each.given_by or None,
        "given_at": each.given_at,
    }


def _print(call: Call) -> Answer:
    # Here, so that other commands do not wait for ReportLab.
    from archive_desk.services.appraisal_papers import AppraisalPapers

    given = call.arguments
    target = AppraisalPapers(call.desk).report(call.actor, given.no, given.out)
    return Answer({"appraisal": given.no, "file": target}, (str(target),))


def _told(found: Appraisal) -> Answer:
    line = (found.no, found.title, say(found.state.label), found.list_no)
    return Answer(_fields(found), (line,))


def _fields(found: Appraisal) -> dict[str, object]:
    return {
        "appraisal": found.no,
        "title": found.title,
        "state": found.state.value,
        "leader": found.group.leader,
        "members": found.group.members,
        "begun_by": found.begun_by,
        "begun_at": found.begun_at,
        "item_count": found.items,
        "judged": found.judged,
        "report": found.report,
        "concluded_at": found.concluded_at,
        "list": found.list_no or None,
    }
