"""`case cover|order|print|test|supplement|reopen …`: binding, testing and what comes after."""

from dataclasses import replace
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands
from archive_desk.domain.binding import BindingFacts, BoundEntry, situation
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.domain.supplements import Reopening
from archive_desk.services.binding import Binding, BindingPaper
from archive_desk.services.four_natures import FourNatures, NatureReport, Occasion, Outcome
from archive_desk.services.supplementing import Supplementing
from archive_desk.services.transferring import Transferring

_TEXTS = (
    "outcome",
    "sensitivity",
    "fonds_no",
    "catalogue_no",
    "volume_no",
    "archive_no",
    "compiled_by",
    "checked_by",
    "handed_by",
    "received_by",
    "remark",
)
_MOMENTS = ("compiled_at", "handed_at")


def register(group: Commands) -> None:
    """Add the commands of this module to those of case files."""
    cover = group.add("cover", _cover, "what the cover and the hand-over form say; options set it")
    cover.add_argument("no", metavar="NO")
    for name in (*_TEXTS, *_MOMENTS):
        cover.add_argument(f"--{name.replace('_', '-')}", metavar="T")

    contents = group.add("contents", _contents, "the list of contents with its page numbers")
    contents.add_argument("no", metavar="NO")

    order = group.add("order", _order, "the order of documents in a volume")
    order.add_argument("--set", dest="file", type=Path, metavar="FILE", help="one type a line")
    order.add_argument("--usual", action="store_true", help="back to the usual order")

    papers = ",".join(BindingPaper)
    printed = group.add("print", _print, "write the papers of a volume to one PDF")
    printed.add_argument("no", metavar="NO")
    printed.add_argument("--paper", default="all", metavar="P", help=f"all, or some of {papers}")
    printed.add_argument("--out", type=Path, required=True, metavar="FILE")

    test = group.add("test", _test, "the four-nature test")
    test.add_argument("no", metavar="NO")
    test.add_argument("--occasion", type=Occasion, choices=list(Occasion), default=Occasion.ARCHIVE)
    group.add("tests", _tests, "the reports there are").add_argument("no", metavar="NO")
    confirm = group.add("test-confirm", _confirm, "say what a person saw of a manual item")
    confirm.add_argument("report", type=int, metavar="REPORT")
    confirm.add_argument("item", metavar="ITEM")
    confirm.add_argument("--result", type=Outcome, required=True, metavar="R")
    confirm.add_argument("--note", default="")
    report = group.add("test-print", _print_test, "write a report to a PDF")
    report.add_argument("report", type=int, metavar="REPORT")
    report.add_argument("--out", type=Path, required=True, metavar="FILE")

    transfer = group.add("transfer", _transfer, "write a package for the state archive")
    transfer.add_argument("no", nargs="+", metavar="NO")
    transfer.add_argument("--out", type=Path, required=True, metavar="DIR", help="an empty folder")
    transfer.add_argument("--receiver", required=True, metavar="WHO")
    transfer.add_argument("--basis", required=True, metavar="B", help="the approval")
    transfer.add_argument("--reason", default="", help="why, although its test failed")

    supplement = group.add("supplement", _supplement, "add something to an archived file")
    supplement.add_argument("no", metavar="NO")
    supplement.add_argument("--text", required=True, metavar="T")
    reopen = group.add("reopen", _reopen, "ask for an archived file to be opened again")
    reopen.add_argument("no", metavar="NO")
    reopen.add_argument("--reason", required=True, metavar="R")
    decide = group.add("reopen-decide", _decide, "agree to that, or decline it")
    decide.add_argument("no", metavar="NO")
    decide.add_argument("--opinion", required=True, metavar="O")
    decide.add_argument("--decline", action="store_true")


def _cover(call: Call) -> Answer:
    given, binding = call.arguments, Binding(call.desk)
    facts = binding.facts(call.actor, given.no)
    changes: dict[str, object] = {
        name: getattr(given, name) for name in _TEXTS if getattr(given, name) is not None
    }
    changes |= {
        name: call.moment(getattr(given, name))
        for name in _MOMENTS
        if getattr(given, name) is not None
    }
    if changes:
        new: BindingFacts = replace(facts, **changes)  # type: ignore[arg-type]
        facts = binding.describe(call.actor, given.no, new)
    fields = {"case": given.no} | vars(facts)
    lines = tuple((name, str(value)) for name, value in vars(facts).items() if value)
    return Answer(fields, lines)


def _contents(call: Call) -> Answer:
    bound = Binding(call.desk).volume(call.actor, call.arguments.no)
    said = situation(bound)
    return Answer(
        {
            "case": call.arguments.no,
            "pages": bound.page_count,
            "entries": [_entry_fields(each) for each in bound.entries],
            "discs": [disc.no for disc in bound.discs],
            "retention": bound.retention,
            "notes": said,
        },
        (*((str(e.number), e.doc_no, e.title, e.pages, e.note) for e in bound.entries), *said),
    )


def _entry_fields(entry: BoundEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "doc_no": entry.doc_no,
        "responsible": entry.responsible,
        "title": entry.title,
        "date": None if entry.day is None else entry.day.isoformat(),
        "first_page": entry.first_page,
        "last_page": entry.last_page,
        "note": entry.note,
    }


def _order(call: Call) -> Answer:
    given, binding = call.arguments, Binding(call.desk)
    if given.usual:
        order = binding.set_order(call.actor, ())
    elif given.file is not None:
        try:
            lines = given.file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(
                say("读不出 {file}：{reason}", file=str(given.file), reason=str(error))
            ) from error
        order = binding.set_order(call.actor, lines)
    else:
        order = binding.order(call.actor)
    return Answer({"order": list(order)}, order)


def _print(call: Call) -> Answer:
    given = call.arguments
    names = list(BindingPaper) if given.paper == "all" else given.paper.split(",")
    known = {paper.value for paper in BindingPaper}
    if not set(names) <= known:
        raise InvalidInput(say("没有这种文书，可选：{known}。", known="、".join(sorted(known))))
    papers = [BindingPaper(name) for name in names]
    file = Binding(call.desk).print(call.actor, given.no, papers, given.out)
    fields = {"case": given.no, "papers": [each.value for each in papers], "file": file}
    return Answer(fields, (str(file),))


def _test(call: Call) -> Answer:
    given = call.arguments
    report = FourNatures(call.desk).run(call.actor, given.no, given.occasion, call.monitor)
    return _shown(report)


def _tests(call: Call) -> Answer:
    reports = FourNatures(call.desk).of_case(call.actor, call.arguments.no)
    return Answer(
        {"case": call.arguments.no, "reports": [report_fields(each) for each in reports]},
        tuple(
            (str(each.id), say(each.occasion.label), each.made_by, say(each.outcome.label))
            for each in reports
        ),
    )


def _confirm(call: Call) -> Answer:
    given = call.arguments
    report = FourNatures(call.desk).confirm(
        call.actor, given.report, given.item, given.result, given.note
    )
    return _shown(report)


def _print_test(call: Call) -> Answer:
    given = call.arguments
    file = FourNatures(call.desk).print(call.actor, given.report, given.out)
    return Answer({"report": given.report, "file": file}, (str(file),))


def _shown(report: NatureReport) -> Answer:
    lines = tuple(
        (each.code, say(each.item.title), say(each.outcome.label), each.note)
        for each in report.results
    )
    code = DONE if report.outcome is Outcome.PASSED else FINDINGS
    return Answer(report_fields(report), (*lines, say(report.outcome.label)), code)


def report_fields(report: NatureReport) -> dict[str, object]:
    """A report as `--json` shows it."""
    return {
        "report": report.id,
        "case": report.case_no,
        "occasion": report.occasion.value,
        "outcome": report.outcome.value,
        "made_by": report.made_by,
        "made_at": report.made_at,
        "items": [
            {
                "item": each.code,
                "nature": each.item.nature.value,
                "title": each.item.title,
                "veto": each.item.veto,
                "method": "manual" if each.item.manual else "auto",
                "result": each.outcome.value,
                "note": each.note,
                "by": each.by,
                "at": each.at,
            }
            for each in report.results
        ],
    }


def _transfer(call: Call) -> Answer:
    given = call.arguments
    done = Transferring(call.desk).write(
        call.actor,
        given.no,
        given.out,
        receiver=given.receiver,
        basis=given.basis,
        reason=given.reason,
        monitor=call.monitor,
    )
    package = done.package
    fields = {
        "package": package.no,
        "folder": done.folder,
        "cases": [each.case.no for each in package.cases],
        "files": [
            {"path": each.path, "size_bytes": each.size_bytes, "sha256": each.sha256}
            for each in package.files
        ],
        "tests": [report_fields(each) for each in done.tests],
    }
    told = say(
        "移交包 {no}：{cases} 卷、{files} 件，写在 {folder}。",
        no=package.no,
        cases=len(package.cases),
        files=len(package.files),
        folder=str(done.folder),
    )
    return Answer(fields, (told,))


def _supplement(call: Call) -> Answer:
    given = call.arguments
    made = Supplementing(call.desk).add(call.actor, given.no, given.text)
    fields = {"case": given.no, "number": made.no, "text": made.text, "made_at": made.made_at}
    return Answer(fields, (say("已补充第 {no} 项。", no=made.no),))


def _reopen(call: Call) -> Answer:
    given = call.arguments
    asked = Supplementing(call.desk).ask(call.actor, given.no, given.reason)
    return Answer(_reopening_fields(given.no, asked), (say("已申请，等待审批。"),))


def _decide(call: Call) -> Answer:
    given = call.arguments
    decided = Supplementing(call.desk).decide(
        call.actor, given.no, agreed=not given.decline, opinion=given.opinion
    )
    words = say("案卷 {no} 已重新打开。", no=given.no) if decided.agreed else say("未同意。")
    return Answer(_reopening_fields(given.no, decided), (words,))


def _reopening_fields(no: str, request: Reopening) -> dict[str, object]:
    return {
        "case": no,
        "reason": request.reason,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at,
        "agreed": request.agreed,
        "decided_by": request.decided_by,
        "decided_at": request.decided_at,
        "opinion": request.opinion,
    }
