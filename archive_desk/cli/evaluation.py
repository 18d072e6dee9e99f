"""`evaluation …`: rounds, draws, sheets, findings and reports of evaluation (案卷评查)."""

from argparse import ArgumentParser
from pathlib import Path

from archive_desk.cli.evaluation_words import (
    notices_answer,
    parse_day,
    result_answer,
    round_answer,
    round_fields,
    round_line,
    sheet_answer,
    tenths_of,
)
from archive_desk.cli.frame import (
    DONE,
    FINDINGS,
    Answer,
    Call,
    Commands,
    finding_fields,
)
from archive_desk.domain.cases import CaseKind
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.evaluation import (
    EvaluationRound,
    RoundCase,
    RoundPlan,
    RoundState,
    SamplingRule,
    Scope,
    Seat,
)
from archive_desk.domain.evaluation_results import Choice
from archive_desk.domain.evaluation_sheet import DeductionDraft, Moment, Verdict
from archive_desk.domain.ids import DeductionId, FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.accounts import Accounts
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.evaluation_results import Results
from archive_desk.services.rectifying import RETURN_DAYS, Rectifying
from archive_desk.services.score_sheets import ScoreSheets
from archive_desk.services.scoring import Scoring


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("evaluation", "evaluation rounds of case files")
    _register_round(group.group("round", "rounds: plan, draw, assign, begin, close"))
    _register_score(group.group("score", "one's own sheet on a case"))
    _register_findings(group.group("findings", "notices of rectification"))
    sheets = group.group("sheet", "score sheets")
    sheets.add("list", _sheet_list, "the sheets that a round may be scored by")
    export = sheets.add("export", _sheet_export, "write a sheet's text to a file, to be changed")
    export.add_argument("key", metavar="KEY")
    export.add_argument("--out", required=True, metavar="FILE")
    load = sheets.add("load", _sheet_load, "check a sheet's file and keep it as the office's own")
    load.add_argument("file", metavar="FILE")
    report = group.add("report", _report, "the report of a round, as PDF or xlsx")
    _number(report).add_argument("--out", required=True, metavar="FILE", help=".pdf or .xlsx")
    report.add_argument("--case", metavar="CASE", help="the sheet of one case instead, as PDF")
    _number(group.add("results", _results, "the rows that feed the annual assessment"))


def _register_round(group: Commands) -> None:
    add = group.add("add", _add, "plan a round")
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
    show = group.add("list", _list, "rounds, newest first")
    show.add_argument("--state", choices=[state.value for state in RoundState], metavar="S")
    _number(group.add("show", _show, "one round with its cases and reviewers"))
    draw = group.add("draw", _draw, "draw the sample")
    _number(draw).add_argument("--seed", default="", metavar="WORDS")
    _number(group.add("redraw", _redraw, "draw again and compare: is the sample the fair one?"))
    discard = group.add("discard", _discard, "take a draw back, with the reason")
    _number(discard).add_argument("--reason", required=True, metavar="R")
    add_case = group.add("add-case", _add_case, "add a case that was not drawn")
    _number(add_case).add_argument("case", metavar="CASE")
    add_case.add_argument("--reason", required=True, metavar="R")
    assign = group.add("assign", _assign, "draw the reviewers of every case")
    _number(assign).add_argument("--reviewer", action="append", required=True, metavar="ACCOUNT")
    reassign = group.add("reassign", _reassign, "give a seat to somebody else")
    _case(reassign).add_argument("--seat", required=True, choices=[s.value for s in Seat])
    reassign.add_argument("--reviewer", required=True, metavar="ACCOUNT")
    reassign.add_argument("--reason", required=True, metavar="R")
    recuse = group.add("recuse", _recuse, "declare somebody barred from a case, or oneself")
    _case(recuse).add_argument("--reviewer", default="", metavar="ACCOUNT")
    recuse.add_argument("--reason", required=True, metavar="R")
    _number(group.add("begin", _begin, "let the reviewers begin"))
    _number(group.add("close", _close, "end the round"))


def _register_score(group: Commands) -> None:
    _case(group.add("show", _score_show, "one's sheet, and what the desk proposes"))
    answer = group.add("answer", _score_answer, "say that an item is in order or does not apply")
    _case(answer).add_argument("item", metavar="ITEM")
    words = [Verdict.FULL.value, Verdict.NOT_APPLICABLE.value, Verdict.UNSEEN.value]
    answer.add_argument("verdict", choices=words)
    deduct = group.add("deduct", _score_deduct, "take points, with what shows the fault")
    _case(deduct).add_argument("item", metavar="ITEM")
    deduct.add_argument("--text", required=True, metavar="T")
    deduct.add_argument("--points", type=float, default=0.0, metavar="P")
    deduct.add_argument("--rule", default="", metavar="KEY")
    deduct.add_argument("--footage", type=int, metavar="ID")
    deduct.add_argument("--at", type=int, metavar="MS")
    remove = group.add("remove", _score_remove, "take a deduction back")
    _case(remove).add_argument("deduction", type=int, metavar="ID")
    opinion = group.add("opinion", _score_opinion, "what there is to say of the whole file")
    _case(opinion).add_argument("text", metavar="T")
    _case(group.add("hand-in", _score_hand_in, "hand the sheet in"))
    _case(group.add("compare", _score_compare, "both sheets of a case, once they are in"))
    settle = group.add("settle", _score_settle, "decide on an item where the reviewers differ")
    _case(settle).add_argument("item", metavar="ITEM")
    settle.add_argument("choice", choices=[choice.value for choice in Choice])
    settle.add_argument("--reason", required=True, metavar="R")
    settle.add_argument("--points", type=float, default=0.0, metavar="P")
    agree = group.add("agree", _score_agree, "agree with the other reviewer's proposal")
    _case(agree).add_argument("item", metavar="ITEM")


def _register_findings(group: Commands) -> None:
    _number(group.add("send", _findings_send, "send the notices of a round"))
    show = group.add("list", _findings_list, "notices: of a round, or one's own to answer")
    show.add_argument("--round", metavar="N")
    answer = group.add("answer", _findings_answer, "say how it was rectified")
    answer.add_argument("notice", metavar="NOTICE")
    answer.add_argument("--text", required=True, metavar="T")
    answer.add_argument("--file", action="append", default=[], metavar="FILE")
    accept = group.add("accept", _findings_accept, "accept an answer")
    accept.add_argument("notice", metavar="NOTICE")
    accept.add_argument("--text", default="", metavar="T")
    back = group.add("return", _findings_return, "return an answer, with the reason")
    back.add_argument("notice", metavar="NOTICE")
    back.add_argument("--text", required=True, metavar="T")
    back.add_argument("--days", type=int, default=RETURN_DAYS, metavar="DAYS")


def _number(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("round", metavar="N", help="the round's number, or its id")
    return parser


def _case(parser: ArgumentParser) -> ArgumentParser:
    _number(parser).add_argument("case", metavar="CASE", help="the case file's number")
    return parser


# -- rounds --------------------------------------------------------------------------------------


def _add(call: Call) -> Answer:
    given = call.arguments
    lead = None if given.lead is None else Accounts(call.desk).find(given.lead).id
    plan = RoundPlan(
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
    return round_answer(call, Evaluating(call.desk).add(call.actor, plan))


def _list(call: Call) -> Answer:
    given = call.arguments
    states = (RoundState(given.state),) if given.state else ()
    rounds = Evaluating(call.desk).rounds(call.actor, states)
    return Answer(
        {"rounds": [round_fields(call, each) for each in rounds]},
        tuple(round_line(each) for each in rounds),
    )


def _show(call: Call) -> Answer:
    return round_answer(call, _round(call))


def _draw(call: Call) -> Answer:
    made = Evaluating(call.desk).draw(call.actor, _round(call).id, call.arguments.seed)
    return round_answer(call, made)


def _redraw(call: Call) -> Answer:
    again = Evaluating(call.desk).redraw(call.actor, _round(call).id)
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
        call, evaluating.discard_draw(call.actor, _round(call).id, call.arguments.reason)
    )


def _add_case(call: Call) -> Answer:
    given, found = call.arguments, _round(call)
    Evaluating(call.desk).add_case(call.actor, found.id, given.case, given.reason)
    return round_answer(call, found)


def _assign(call: Call) -> Answer:
    found = _round(call)
    Evaluating(call.desk).assign(call.actor, found.id, call.arguments.reviewer)
    return round_answer(call, found)


def _reassign(call: Call) -> Answer:
    given, found = call.arguments, _round(call)
    Evaluating(call.desk).reassign(
        call.actor, _case_of(call, found).id, Seat(given.seat), given.reviewer, given.reason
    )
    return round_answer(call, found)


def _recuse(call: Call) -> Answer:
    given, found = call.arguments, _round(call)
    Evaluating(call.desk).recuse(call.actor, _case_of(call, found).id, given.reason, given.reviewer)
    return round_answer(call, found)


def _begin(call: Call) -> Answer:
    return round_answer(call, Evaluating(call.desk).begin(call.actor, _round(call).id))


def _close(call: Call) -> Answer:
    return round_answer(call, Evaluating(call.desk).close(call.actor, _round(call).id))


# -- sheets --------------------------------------------------------------------------------------


def _score_show(call: Call) -> Answer:
    scoring, case = Scoring(call.desk), _case_of(call, _round(call))
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
        Scoring(call.desk).answer(call.actor, _opened(call).id, given.item, Verdict(given.verdict))
    )


def _score_deduct(call: Call) -> Answer:
    given = call.arguments
    moment = None
    if given.footage is not None:
        if given.at is None:
            raise InvalidInput(say("引用音像请同时给出 --footage 和 --at。"))
        moment = Moment(FootageId(given.footage), "", given.at)
    draft = DeductionDraft(given.item, given.text, tenths_of(given.points), given.rule, moment)
    _made, state = Scoring(call.desk).deduct(call.actor, _opened(call).id, draft)
    return sheet_answer(state)


def _score_remove(call: Call) -> Answer:
    key = DeductionId(call.arguments.deduction)
    return sheet_answer(Scoring(call.desk).remove_deduction(call.actor, _opened(call).id, key))


def _score_opinion(call: Call) -> Answer:
    return sheet_answer(
        Scoring(call.desk).set_opinion(call.actor, _opened(call).id, call.arguments.text)
    )


def _score_hand_in(call: Call) -> Answer:
    return sheet_answer(Scoring(call.desk).hand_in(call.actor, _opened(call).id))


def _score_compare(call: Call) -> Answer:
    result = Results(call.desk).of_case(call.actor, _opened(call).id)
    return result_answer(result)


def _score_settle(call: Call) -> Answer:
    given = call.arguments
    lost = tenths_of(given.points)
    choice = Choice(given.choice)
    verdict = Verdict.DEDUCTED if lost or choice is not Choice.OTHER else Verdict.FULL
    return result_answer(
        Results(call.desk).settle(
            call.actor,
            _opened(call).id,
            given.item,
            choice,
            given.reason,
            verdict=verdict,
            lost=lost,
        )
    )


def _score_agree(call: Call) -> Answer:
    return result_answer(
        Results(call.desk).agree(call.actor, _opened(call).id, call.arguments.item)
    )


# -- findings, papers, score sheets --------------------------------------------------------------


def _findings_send(call: Call) -> Answer:
    return notices_answer(call, Rectifying(call.desk).send(call.actor, _round(call).id))


def _findings_list(call: Call) -> Answer:
    rectifying, number = Rectifying(call.desk), call.arguments.round
    if number is None:
        return notices_answer(call, rectifying.mine(call.actor))
    found = Evaluating(call.desk).find(call.actor, number)
    return notices_answer(call, rectifying.notices(call.actor, found.id))


def _findings_answer(call: Call) -> Answer:
    given, rectifying = call.arguments, Rectifying(call.desk)
    notice = rectifying.find(call.actor, given.notice).notice
    files = [Path(each) for each in given.file]
    return notices_answer(call, [rectifying.answer(call.actor, notice.id, given.text, files)])


def _findings_accept(call: Call) -> Answer:
    given, rectifying = call.arguments, Rectifying(call.desk)
    notice = rectifying.find(call.actor, given.notice).notice
    return notices_answer(call, [rectifying.accept(call.actor, notice.id, given.text)])


def _findings_return(call: Call) -> Answer:
    given, rectifying = call.arguments, Rectifying(call.desk)
    notice = rectifying.find(call.actor, given.notice).notice
    return notices_answer(call, [rectifying.return_(call.actor, notice.id, given.text, given.days)])


def _report(call: Call) -> Answer:
    papers, found = EvaluationPapers(call.desk), _round(call)
    out = Path(call.arguments.out)
    if call.arguments.case is not None:
        papers.case_sheet(call.actor, _opened(call).id, out)
    elif out.suffix.lower() == ".xlsx":
        papers.tables(call.actor, found.id, out)
    else:
        papers.report(call.actor, found.id, out)
    return Answer({"round": found.no, "file": out}, (str(out),))


def _results(call: Call) -> Answer:
    found = _round(call)
    papers = EvaluationPapers(call.desk)
    rows = papers.results(call.actor, found.id)
    agreed = papers.figures(call.actor, found.id).results.agreement
    return Answer(
        {
            "round": found.no,
            "results": [
                {**vars(row), "officers": list(row.officers), "score": float(row.score)}
                for row in rows
            ],
            "agreement": {
                "items": agreed.items,
                "same": agreed.same,
                "percent": agreed.percent_tenths / 10,
                "kappa": agreed.kappa,
                "words": agreed.words,
            },
        },
        tuple((row.case_no, row.section, row.score, say(row.grade)) for row in rows),
    )


def _sheet_list(call: Call) -> Answer:
    sheets = ScoreSheets(call.desk).all(call.actor)
    return Answer(
        {
            "sheets": [
                {
                    "key": each.sheet.key,
                    "version": each.sheet.version,
                    "title": each.sheet.title,
                    "own": each.own,
                    "items": len(each.sheet.items),
                }
                for each in sheets
            ]
        },
        tuple((each.sheet.key, str(each.sheet.version), each.sheet.title) for each in sheets),
    )


def _sheet_export(call: Call) -> Answer:
    given = call.arguments
    found = ScoreSheets(call.desk).get(call.actor, given.key)
    Path(given.out).write_text(found.text, encoding="utf-8")
    return Answer({"key": given.key, "file": given.out}, (given.out,))


def _sheet_load(call: Call) -> Answer:
    sheets = ScoreSheets(call.desk)
    text = Path(call.arguments.file).read_text(encoding="utf-8-sig")
    mistakes = sheets.mistakes(text)
    if mistakes:
        return Answer(
            {
                "mistakes": [
                    {"line": each.line, "key": each.key, "expected": each.expected}
                    for each in mistakes
                ]
            },
            tuple((str(each.line), each.key, each.expected) for each in mistakes),
            FINDINGS,
        )
    saved = sheets.save(call.actor, text)
    return Answer(
        {"key": saved.sheet.key, "version": saved.sheet.version, "mistakes": []},
        (saved.sheet.title,),
    )


def _round(call: Call) -> EvaluationRound:
    return Evaluating(call.desk).find(call.actor, call.arguments.round)


def _opened(call: Call) -> RoundCase:
    return _case_of(call, _round(call))


def _case_of(call: Call, found: EvaluationRound) -> RoundCase:
    cases = Evaluating(call.desk).cases(call.actor, found.id)
    case = next((each for each in cases if each.case_no == call.arguments.case), None)
    if case is None:
        raise NotFound(say("评查中没有这个案卷。"))
    return case
