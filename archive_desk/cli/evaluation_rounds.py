"""`evaluation round …`: planning, drawing, assigning, beginning, ending rounds."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import timedelta

from archive_desk.cli.evaluation_words import (
    case,
    case_of,
    number,
    parse_day,
    round_answer,
    round_fields,
    round_line,
    round_of,
)
from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.evaluation import RoundPlan, RoundState, SamplingRule, Scope, Seat
from archive_desk.domain.sentences import say
from archive_desk.services.accounts import Accounts
from archive_desk.services.evaluating import Evaluating


def register_rounds(group: Commands) -> None:
    """Add the commands on rounds."""
    add = group.add("add", _add, "plan a round")
    _plan_arguments(add)
    change = group.add("change", _change, "plan a round anew that has not been drawn yet")
    _plan_arguments(number(change))
    _plan_arguments(group.add("preview", _preview, "what a plan would draw from, and how many"))
    copy = group.add("copy", _copy, "plan the next round like an old one, from today")
    number(copy).add_argument("--name", required=True, metavar="N")
    copy.add_argument("--from", dest="start", metavar="DAY")
    copy.add_argument("--until", metavar="DAY")
    show = group.add("list", _list, "rounds, newest first")
    show.add_argument("--state", choices=[state.value for state in RoundState], metavar="S")
    number(group.add("show", _show, "one round with its cases and reviewers"))
    draw = group.add("draw", _draw, "draw the sample")
    number(draw).add_argument("--seed", default="", metavar="WORDS")
    number(group.add("redraw", _redraw, "draw again and compare: is the sample the fair one?"))
    number(group.add("draws", _draws, "every draw of a round, those that were taken back too"))
    discard = group.add("discard", _discard, "take a draw back, with the reason")
    number(discard).add_argument("--reason", required=True, metavar="R")
    add_case = group.add("add-case", _add_case, "add a case that was not drawn")
    number(add_case).add_argument("case", metavar="CASE")
    add_case.add_argument("--reason", required=True, metavar="R")
    remove_case = group.add("remove-case", _remove_case, "take a case out that was added")
    case(remove_case).add_argument("--reason", required=True, metavar="R")
    assign = group.add("assign", _assign, "draw the reviewers of every case")
    number(assign).add_argument("--reviewer", action="append", required=True, metavar="ACCOUNT")
    reassign = group.add("reassign", _reassign, "give a seat to somebody else")
    case(reassign).add_argument("--seat", required=True, choices=[s.value for s in Seat])
    reassign.add_argument("--reviewer", required=True, metavar="ACCOUNT")
    reassign.add_argument("--reason", required=True, metavar="R")
    recuse = group.add("recuse", _recuse, "declare somebody barred from a case, or oneself")
    case(recuse).add_argument("--reviewer", default="", metavar="ACCOUNT")
    recuse.add_argument("--reason", required=True, metavar="R")
    number(group.add("begin", _begin, "let the reviewers begin"))
    number(group.add("close", _close, "end the round"))
    withdraw = group.add("withdraw", _withdraw, "call a round off, with the reason")
    number(withdraw).add_argument("--reason", required=True, metavar="R")


def _plan_arguments(add: ArgumentParser) -> None:
    add.add_argument("--name", required=True, metavar="N")
    add.add_argument("--from", dest="start", required=True, metavar="DAY")
    add.add_argument("--until", required=True, metavar="DAY")
    add.add_argument("--section", action="append", default=[], metavar="S")
    kinds = [kind.value for kind in CaseKind]
    add.add_argument("--kind", action="append", default=[], choices=kinds, metavar="K")
    add.add_argument("--closed-from", metavar="DAY")
    add.add_argument("--closed-until", metavar="DAY")
    add.add_argument("--archived-only", action="store_true")
    add.add_argument("--share", type=int, metavar="PERCENT")
    add.add_argument("--number", type=int, metavar="N")
    add.add_argument("--not-each-stratum", action="store_true")
    add.add_argument("--sheet", default="case_file", metavar="KEY")
    add.add_argument("--single-review", action="store_true", help="no second reviewer")
    add.add_argument("--bar-same-section", action="store_true")
    add.add_argument("--rectification-days", type=int, default=15, metavar="DAYS")
    add.add_argument("--lead", metavar="ACCOUNT")


def _plan(call: Call) -> RoundPlan:
    given = call.arguments
    lead = None if given.lead is None else Accounts(call.desk).find(given.lead).id
    return RoundPlan(
        given.name,
        parse_day(given.start),
        parse_day(given.until),
        Scope(
            tuple(given.section),
            tuple(CaseKind(kind) for kind in given.kind),
            None if given.closed_from is None else parse_day(given.closed_from),
            None if given.closed_until is None else parse_day(given.closed_until),
            given.archived_only,
        ),
        SamplingRule(given.share, given.number, not given.not_each_stratum),
        given.sheet,
        not given.single_review,
        given.bar_same_section,
        given.rectification_days,
        lead,
    )


def _add(call: Call) -> Answer:
    return round_answer(call, Evaluating(call.desk).add(call.actor, _plan(call)))


def _change(call: Call) -> Answer:
    return round_answer(
        call, Evaluating(call.desk).change(call.actor, round_of(call).id, _plan(call))
    )


def _copy(call: Call) -> Answer:
    given, evaluating = call.arguments, Evaluating(call.desk)
    plan = evaluating.next_plan(call.actor, round_of(call).id, given.name)
    if given.start is not None:
        start = parse_day(given.start)
        plan = replace(plan, period_from=start, period_until=start + _length(plan))
    if given.until is not None:
        plan = replace(plan, period_until=parse_day(given.until))
    return round_answer(call, evaluating.add(call.actor, plan))


def _length(plan: RoundPlan) -> timedelta:
    return plan.period_until - plan.period_from


def _preview(call: Call) -> Answer:
    plan = _plan(call)
    found = Evaluating(call.desk).preview(call.actor, plan.scope, plan.sampling)
    return Answer(
        {
            "population": found.population,
            "wanted": found.wanted,
            "strata": [
                {"section": s.section, "kind": s.kind.value, "size": s.size, "drawn": s.drawn}
                for s in found.shares
            ],
        },
        tuple((s.section, say(s.kind.label), f"{s.drawn}/{s.size}") for s in found.shares),
    )


def _list(call: Call) -> Answer:
    given = call.arguments
    states = (RoundState(given.state),) if given.state else ()
    rounds = Evaluating(call.desk).rounds(call.actor, states)
    return Answer(
        {"rounds": [round_fields(call, each) for each in rounds]},
        tuple(round_line(each) for each in rounds),
    )


def _show(call: Call) -> Answer:
    return round_answer(call, round_of(call))


def _draw(call: Call) -> Answer:
    made = Evaluating(call.desk).draw(call.actor, round_of(call).id, call.arguments.seed)
    return round_answer(call, made)


def _redraw(call: Call) -> Answer:
    again = Evaluating(call.desk).redraw(call.actor, round_of(call).id)
    fair = say(
        "用登记的种子和总体清单重做，结果完全一致（{count} 件）。", count=len(again.draw.drawn)
    )
    return Answer(
        {
            "fair": again.fair,
            "seed": again.draw.seed,
            "population_sha256": again.draw.digest,
            "population": [
                {
                    "case": each.candidate.no,
                    "section": each.candidate.section,
                    "kind": each.candidate.kind.value,
                    "rank": each.rank,
                    "drawn": each.drawn,
                }
                for each in again.draw.ranked
            ],
            "findings": finding_fields(list(again.findings)),
        },
        (fair,) if again.fair else tuple(each.message for each in again.findings),
        DONE if again.fair else FINDINGS,
    )


def _discard(call: Call) -> Answer:
    evaluating = Evaluating(call.desk)
    return round_answer(
        call, evaluating.discard_draw(call.actor, round_of(call).id, call.arguments.reason)
    )


def _add_case(call: Call) -> Answer:
    given, found = call.arguments, round_of(call)
    Evaluating(call.desk).add_case(call.actor, found.id, given.case, given.reason)
    return round_answer(call, found)


def _assign(call: Call) -> Answer:
    found = round_of(call)
    Evaluating(call.desk).assign(call.actor, found.id, call.arguments.reviewer)
    return round_answer(call, found)


def _reassign(call: Call) -> Answer:
    given, found = call.arguments, round_of(call)
    Evaluating(call.desk).reassign(
        call.actor, case_of(call, found).id, Seat(given.seat), given.reviewer, given.reason
    )
    return round_answer(call, found)


def _recuse(call: Call) -> Answer:
    given, found = call.arguments, round_of(call)
    Evaluating(call.desk).recuse(call.actor, case_of(call, found).id, given.reason, given.reviewer)
    return round_answer(call, found)


def _begin(call: Call) -> Answer:
    return round_answer(call, Evaluating(call.desk).begin(call.actor, round_of(call).id))


def _close(call: Call) -> Answer:
    return round_answer(call, Evaluating(call.desk).close(call.actor, round_of(call).id))


def _withdraw(call: Call) -> Answer:
    return round_answer(
        call,
        Evaluating(call.desk).withdraw(call.actor, round_of(call).id, call.arguments.reason),
    )


def _remove_case(call: Call) -> Answer:
    found = round_of(call)
    Evaluating(call.desk).remove_case(call.actor, case_of(call, found).id, call.arguments.reason)
    return round_answer(call, found)


def _draws(call: Call) -> Answer:
    zone = call.desk.office.zone
    found = Evaluating(call.desk).draws(call.actor, round_of(call).id)
    return Answer(
        {
            "draws": [
                {
                    "draw": each.number,
                    "at": each.at.astimezone(zone),
                    "by": each.by,
                    "seed": each.seed,
                    "seed_given": each.given,
                    "population": each.population,
                    "population_sha256": each.digest,
                    "drawn": each.drawn,
                    "discarded_at": None
                    if each.discarded_at is None
                    else each.discarded_at.astimezone(zone),
                    "reason": each.reason,
                }
                for each in found
            ]
        },
        tuple((str(each.number), each.seed, each.by, each.reason) for each in found),
    )
