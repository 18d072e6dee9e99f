"""`evaluation …`: rounds, sheets, findings and reports of evaluation (案卷评查)."""

from pathlib import Path

from archive_desk.cli.evaluation_rounds import register_rounds
from archive_desk.cli.evaluation_scores import register_scores
from archive_desk.cli.evaluation_words import (
    deduction_fields,
    notices_answer,
    number,
    opened,
    round_of,
)
from archive_desk.cli.frame import FINDINGS, Answer, Call, Commands
from archive_desk.domain.sentences import say
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.evaluation_papers import EvaluationPapers
from archive_desk.services.rectifying import RETURN_DAYS, Rectifying
from archive_desk.services.score_sheets import ScoreSheets


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("evaluation", "evaluation rounds of case files")
    register_rounds(group.group("round", "rounds: plan, draw, assign, begin, close"))
    register_scores(group.group("score", "one's own sheet on a case"))
    _register_findings(group.group("findings", "notices of rectification"))
    sheets = group.group("sheet", "score sheets")
    sheets.add("list", _sheet_list, "the sheets that a round may be scored by")
    export = sheets.add("export", _sheet_export, "write a sheet's text to a file, to be changed")
    export.add_argument("key", metavar="KEY")
    export.add_argument("--out", required=True, metavar="FILE")
    load = sheets.add("load", _sheet_load, "check a sheet's file and keep it as the office's own")
    load.add_argument("file", metavar="FILE")
    report = group.add("report", _report, "the report of a round, as PDF or xlsx")
    number(report).add_argument("--out", required=True, metavar="FILE", help=".pdf or .xlsx")
    report.add_argument("--case", metavar="CASE", help="the sheet of one case instead, as PDF")
    number(group.add("results", _results, "the rows that feed the annual assessment"))


def _register_findings(group: Commands) -> None:
    number(group.add("send", _findings_send, "send the notices of a round"))
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
    group.add("show", _findings_show, "a notice with its findings").add_argument("notice")
    extend = group.add("extend", _findings_extend, "give the unit more time, with the reason")
    extend.add_argument("notice", metavar="NOTICE")
    extend.add_argument("--text", required=True, metavar="T")
    extend.add_argument("--days", type=int, required=True, metavar="DAYS", help="working days")


def _findings_send(call: Call) -> Answer:
    return notices_answer(call, Rectifying(call.desk).send(call.actor, round_of(call).id))


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


def _findings_extend(call: Call) -> Answer:
    given, rectifying = call.arguments, Rectifying(call.desk)
    notice = rectifying.find(call.actor, given.notice).notice
    return notices_answer(call, [rectifying.extend(call.actor, notice.id, given.text, given.days)])


def _findings_show(call: Call) -> Answer:
    report = Rectifying(call.desk).find(call.actor, call.arguments.notice)
    answer = notices_answer(call, [report.notice])
    findings = [deduction_fields(each) for each in report.result.deductions]
    fields = {**answer.fields, "findings": findings, "counted": list(report.steps)}
    return Answer(fields, (*answer.lines, *(each.text for each in report.result.deductions)))


def _report(call: Call) -> Answer:
    papers, found = EvaluationPapers(call.desk), round_of(call)
    out = Path(call.arguments.out)
    if call.arguments.case is not None:
        papers.case_sheet(call.actor, opened(call).id, out)
    elif out.suffix.lower() == ".xlsx":
        papers.tables(call.actor, found.id, out)
    else:
        papers.report(call.actor, found.id, out)
    return Answer({"round": found.no, "file": out}, (str(out),))


def _results(call: Call) -> Answer:
    found = round_of(call)
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
