"""What the commands of an evaluation answer."""

import re
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date

from archive_desk.cli.frame import Answer, Call, Line
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.evaluation import EvaluationRound, RoundCase, Seat
from archive_desk.domain.evaluation_findings import Notice
from archive_desk.domain.evaluation_sheet import Deduction, Score, points
from archive_desk.domain.sentences import say
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_results import CaseResult
from archive_desk.services.scoring_seat import SheetState

_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9])?")


def parse_day(text: str) -> date:
    """A date as ISO 8601.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=text)) from error


def tenths_of(words: str) -> int:
    """Points in tenths.

    Raises:
        InvalidInput: no number of points, or a finer one than tenths.
    """
    if not _POINTS.fullmatch(words):
        raise InvalidInput(say("“{text}”不是分值，应如 2 或者 0.5。", text=words))
    whole, _, rest = words.partition(".")
    return int(whole) * 10 + int(rest or 0)


def number(parser: ArgumentParser) -> ArgumentParser:
    """Let a command name a round."""
    parser.add_argument("round", metavar="N", help="the round's number, or its id")
    return parser


def case(parser: ArgumentParser) -> ArgumentParser:
    """Let a command name a case of a round."""
    number(parser).add_argument("case", metavar="CASE", help="the case file's number")
    return parser


def round_of(call: Call) -> EvaluationRound:
    """The round that the arguments name."""
    return Evaluating(call.desk).find(call.actor, call.arguments.round)


def opened(call: Call) -> RoundCase:
    """The case of the round that the arguments name."""
    return case_of(call, round_of(call))


def case_of(call: Call, found: EvaluationRound) -> RoundCase:
    """The case of `found` that the arguments name."""
    cases = Evaluating(call.desk).cases(call.actor, found.id)
    case = next((each for each in cases if each.case_no == call.arguments.case), None)
    if case is None:
        raise NotFound(say("评查中没有这个案卷。"))
    return case


def round_answer(call: Call, found: EvaluationRound) -> Answer:
    """A round with its cases and reviewers."""
    cases = Evaluating(call.desk).cases(call.actor, found.id)
    fields = {**round_fields(call, found), "cases": [case_fields(each) for each in cases]}
    lines: list[Line] = [round_line(found)]
    for each in cases:
        holders = (each.holder(Seat.FIRST), each.holder(Seat.SECOND))
        lines.append(
            (each.case_no, each.section, *("—" if h is None else h.person for h in holders))
        )
    return Answer(fields, tuple(lines))


def round_fields(call: Call, found: EvaluationRound) -> dict[str, object]:
    """A round as `--json` shows it."""
    zone = call.desk.office.zone
    return {
        "round": found.no,
        "id": found.id,
        "name": found.name,
        "state": found.state.value,
        "from": found.plan.period_from.isoformat(),
        "until": found.plan.period_until.isoformat(),
        "sheet": found.plan.sheet,
        "sheet_version": found.sheet_version,
        "basis": str(Evaluating(call.desk).basis),
        "seed": found.seed or None,
        "population": found.population,
        "population_sha256": found.digest or None,
        "drawn_at": None if found.drawn_at is None else found.drawn_at.astimezone(zone),
        "draws": found.draws,
        "withdrawn": found.withdrawn_why or None,
        "settled": found.settled_count,
        "case_count": found.case_count,
    }


def case_fields(case: RoundCase) -> dict[str, object]:
    """A case of a round as `--json` shows it."""
    return {
        "case": case.case_no,
        "section": case.section,
        "kind": case.kind.value,
        "drawn": case.drawn,
        "reason": case.reason,
        "settled": case.settled_at is not None,
        "seats": {
            seat.value: None if (holder := case.holder(seat)) is None else holder.person
            for seat in Seat
        },
        "handed_in": sorted(seat.value for seat in case.handed_in),
    }


def round_line(found: EvaluationRound) -> Line:
    """A round in one line."""
    return (
        found.no,
        say(found.state.label),
        found.name,
        f"{found.settled_count}/{found.case_count}",
    )


def score_fields(result: Score) -> dict[str, object]:
    """A score as `--json` shows it."""
    return {
        "score": result.tenths / 10,
        "grade": result.grade.name,
        "vetoes": list(result.vetoes),
        "unseen": result.unseen,
    }


def sheet_answer(state: SheetState) -> Answer:
    """One's own sheet."""
    sheet = state.sheet
    return Answer(
        {
            **score_fields(sheet.score),
            "handed_in": state.handed_in,
            "opinion": sheet.review.opinion,
            "items": {
                key: {"verdict": each.verdict.value, "lost": each.lost / 10}
                for key, each in sheet.answers.items()
            },
            "deductions": [deduction_fields(each) for each in sheet.deductions],
        },
        ((points(sheet.score.tenths), say(sheet.score.grade.name)),),
    )


def deduction_fields(each: Deduction) -> dict[str, object]:
    """A deduction with what shows it, as `--json` shows it."""
    moment = each.moment
    return {
        "id": each.id,
        "item": each.item,
        "text": each.text,
        "points": each.tenths / 10,
        "footage": None if moment is None else moment.footage_id,
        "at_ms": None if moment is None else moment.at_ms,
        "frame": None if moment is None else moment.frame,
        "wall_clock": None if moment is None else moment.wall_clock,
        "noted": None if moment is None else moment.noted,
        "document": each.document_id,
        "origin": each.origin,
    }


def result_answer(result: CaseResult) -> Answer:
    """Both sheets of a case."""
    return Answer(
        {
            **score_fields(result.score),
            "case": result.case.case_no,
            "settled": result.settled,
            "differences": [
                {
                    "item": each.item.key,
                    "first": {"verdict": each.first.verdict.value, "lost": each.first.lost / 10},
                    "second": {
                        "verdict": each.second.verdict.value,
                        "lost": each.second.lost / 10,
                    },
                    "open": each.open,
                }
                for each in result.differences
            ],
        },
        tuple((each.item.title,) for each in result.differences if each.open),
    )


def notices_answer(call: Call, found: Sequence[Notice]) -> Answer:
    """Notices with their story."""
    zone, now = call.desk.office.zone, call.desk.clock()
    return Answer(
        {
            "notices": [
                {
                    "notice": each.no,
                    "round": each.round_no,
                    "case": each.case_no,
                    "state": each.state.value,
                    "due": each.due_at.astimezone(zone),
                    "overdue": each.overdue(now),
                    "answered_late": each.answered_late,
                    "steps": [
                        {
                            "event": step.event,
                            "by": step.by,
                            "at": step.at.astimezone(zone),
                            "text": step.text,
                            "due": None if step.due_at is None else step.due_at.astimezone(zone),
                            "files": [file.name for file in step.attachments],
                        }
                        for step in each.steps
                    ],
                }
                for each in found
            ]
        },
        tuple((each.no, say(each.state.label), each.case_no) for each in found),
    )
