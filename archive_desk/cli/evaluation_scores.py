"""`evaluation score …`: a reviewer's sheet on a case, and what two reviewers make of it."""

from argparse import ArgumentParser

from archive_desk.cli.evaluation_words import (
    case,
    case_of,
    opened,
    result_answer,
    round_of,
    sheet_answer,
    tenths_of,
)
from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.evaluation import RoundCase
from archive_desk.domain.evaluation_hints import Proposal
from archive_desk.domain.evaluation_results import Choice
from archive_desk.domain.evaluation_sheet import DeductionDraft, Verdict
from archive_desk.domain.ids import DeductionId, DocumentId, FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.evaluation_results import Results
from archive_desk.services.scoring import Scoring


def register_scores(group: Commands) -> None:
    """Add the commands on one's own sheet, and on both sheets once they are in."""
    case(group.add("show", _score_show, "one's sheet, and what the desk proposes"))
    answer = group.add("answer", _score_answer, "say that an item is in order or does not apply")
    case(answer).add_argument("item", metavar="ITEM")
    words = [Verdict.FULL.value, Verdict.NOT_APPLICABLE.value, Verdict.UNSEEN.value]
    answer.add_argument("verdict", choices=words)
    deduct = group.add("deduct", _score_deduct, "take points, with what shows the fault")
    case(deduct).add_argument("item", metavar="ITEM")
    _deduction_arguments(deduct, needed=True)
    change = group.add("change", _score_change, "change a deduction; what is left out stays")
    case(change).add_argument("deduction", type=int, metavar="ID")
    _deduction_arguments(change, needed=False)
    remove = group.add("remove", _score_remove, "take a deduction back")
    case(remove).add_argument("deduction", type=int, metavar="ID")
    restore = group.add("restore", _score_restore, "put a removed deduction back")
    case(restore).add_argument("deduction", type=int, metavar="ID")
    for name, run, meaning in (
        ("take", _score_take, "take a proposed deduction over"),
        ("leave", _score_leave, "leave a proposed deduction aside"),
    ):
        proposal = case(group.add(name, run, meaning))
        proposal.add_argument("item", metavar="ITEM")
        proposal.add_argument("code", metavar="CODE")
    phrases = group.add("phrases", _score_phrases, "words used before for deductions on an item")
    case(phrases).add_argument("item", metavar="ITEM")
    opinion = group.add("opinion", _score_opinion, "what there is to say of the whole file")
    case(opinion).add_argument("text", metavar="T")
    case(group.add("hand-in", _score_hand_in, "hand the sheet in"))
    back = group.add("take-back", _score_take_back, "take one's sheet back to correct it")
    case(back).add_argument("--reason", required=True, metavar="R")
    case(group.add("compare", _score_compare, "both sheets of a case, once they are in"))
    settle = group.add("settle", _score_settle, "decide on an item where the reviewers differ")
    case(settle).add_argument("item", metavar="ITEM")
    settle.add_argument("choice", choices=[choice.value for choice in Choice])
    settle.add_argument("--reason", required=True, metavar="R")
    settle.add_argument("--points", metavar="P")
    agree = group.add("agree", _score_agree, "agree with the other reviewer's proposal")
    case(agree).add_argument("item", metavar="ITEM")


def _deduction_arguments(parser: ArgumentParser, *, needed: bool) -> None:
    parser.add_argument("--text", required=needed, metavar="T")
    parser.add_argument("--points", default="0" if needed else None, metavar="P")
    parser.add_argument("--rule", metavar="KEY")
    parser.add_argument("--footage", type=int, metavar="ID")
    parser.add_argument("--at", type=int, metavar="MS", help="after the first picture")
    parser.add_argument("--document", type=int, metavar="ID")


def _score_show(call: Call) -> Answer:
    scoring, case = Scoring(call.desk), case_of(call, round_of(call))
    assignment, state = scoring.open(call.actor, case.id)
    answer = sheet_answer(state)
    offered = [
        {
            "item": each.item.key,
            "rule": None if each.rule is None else each.rule.key,
            "points": each.tenths / 10,
            "code": each.code,
            "subject": each.subject,
            "message": each.message,
        }
        for each in scoring.proposals(assignment, state)
    ]
    fields = {**answer.fields, "basis": str(assignment.basis), "proposals": offered}
    return Answer(fields, answer.lines)


def _score_answer(call: Call) -> Answer:
    given = call.arguments
    return sheet_answer(
        Scoring(call.desk).answer(call.actor, opened(call).id, given.item, Verdict(given.verdict))
    )


def _score_deduct(call: Call) -> Answer:
    found = opened(call)
    draft = _evidence(call, found, DeductionDraft(call.arguments.item, "", 0))
    _made, state = Scoring(call.desk).deduct(call.actor, found.id, draft)
    return sheet_answer(state)


def _score_change(call: Call) -> Answer:
    given, scoring, found = call.arguments, Scoring(call.desk), opened(call)
    _assignment, state = scoring.open(call.actor, found.id)
    old = next((each for each in state.sheet.deductions if each.id == given.deduction), None)
    if old is None:
        raise NotFound(say("这条扣分不存在，可能已被删除。"))
    draft = _evidence(call, found, old)
    return sheet_answer(scoring.change_deduction(call.actor, found.id, old.id, draft))


def _evidence(call: Call, found: RoundCase, old: DeductionDraft) -> DeductionDraft:
    """A deduction with what the arguments tell of it; what they leave out stays as it was."""
    given, moment = call.arguments, old.moment
    if (given.footage is None) != (given.at is None):
        raise InvalidInput(say("引用音像请同时给出 --footage 和 --at。"))
    if given.footage is not None:
        scoring = Scoring(call.desk)
        moment = scoring.moment(call.actor, found.id, FootageId(given.footage), given.at)
    document = old.document_id
    if given.document is not None:
        document = DocumentId(given.document)
    return DeductionDraft(
        old.item,
        old.text if given.text is None else given.text,
        old.tenths if given.points is None else tenths_of(given.points),
        old.rule if given.rule is None else given.rule,
        moment,
        document,
        old.document,
        old.origin,
    )


def _score_remove(call: Call) -> Answer:
    key = DeductionId(call.arguments.deduction)
    return sheet_answer(Scoring(call.desk).remove_deduction(call.actor, opened(call).id, key))


def _score_opinion(call: Call) -> Answer:
    return sheet_answer(
        Scoring(call.desk).set_opinion(call.actor, opened(call).id, call.arguments.text)
    )


def _score_hand_in(call: Call) -> Answer:
    return sheet_answer(Scoring(call.desk).hand_in(call.actor, opened(call).id))


def _score_compare(call: Call) -> Answer:
    result = Results(call.desk).of_case(call.actor, opened(call).id)
    return result_answer(result)


def _score_settle(call: Call) -> Answer:
    given = call.arguments
    lost = tenths_of(given.points or "0")
    choice = Choice(given.choice)
    verdict = Verdict.DEDUCTED if lost or choice is not Choice.OTHER else Verdict.FULL
    return result_answer(
        Results(call.desk).settle(
            call.actor,
            opened(call).id,
            given.item,
            choice,
            given.reason,
            verdict=verdict,
            lost=lost,
        )
    )


def _score_agree(call: Call) -> Answer:
    return result_answer(Results(call.desk).agree(call.actor, opened(call).id, call.arguments.item))


def _score_restore(call: Call) -> Answer:
    key = DeductionId(call.arguments.deduction)
    return sheet_answer(Scoring(call.desk).restore_deduction(call.actor, opened(call).id, key))


def _score_take_back(call: Call) -> Answer:
    return sheet_answer(
        Scoring(call.desk).take_back(call.actor, opened(call).id, call.arguments.reason)
    )


def _score_take(call: Call) -> Answer:
    found, proposal = _proposed(call)
    return sheet_answer(Scoring(call.desk).take(call.actor, found.id, proposal)[1])


def _score_leave(call: Call) -> Answer:
    found, proposal = _proposed(call)
    return sheet_answer(Scoring(call.desk).dismiss(call.actor, found.id, proposal))


def _proposed(call: Call) -> tuple[RoundCase, Proposal]:
    given, scoring, found = call.arguments, Scoring(call.desk), opened(call)
    offered = scoring.proposals(*scoring.open(call.actor, found.id))
    for each in offered:
        if each.item.key == given.item and each.code == given.code:
            return found, each
    raise NotFound(say("系统没有对这一项提出代号为“{code}”的提示。", code=given.code))


def _score_phrases(call: Call) -> Answer:
    found = Scoring(call.desk).phrases(call.actor, opened(call).id, call.arguments.item)
    return Answer({"phrases": list(found)}, tuple(found))
