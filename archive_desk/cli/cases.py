"""`case …`: case files, their documents and footage."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from archive_desk.cli import (
    call_ups,
    case_binding,
    case_duties,
    case_lists,
    case_publishing,
    case_scenes,
    notes,
)
from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.cli.retention import report_fields
from archive_desk.domain.attachments import Attachment, page_total
from archive_desk.domain.cases import (
    CaseDraft,
    CaseFile,
    CaseKind,
    CaseState,
    Document,
    DocumentDraft,
    LinkedFootage,
    ReviewGround,
)
from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.ids import AttachmentId, DocumentId, FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.archiving import Archiving
from archive_desk.services.casework import CaseFilter, CaseSort, Casework
from archive_desk.services.publishing import Publishing
from archive_desk.services.retaining import Retaining
from archive_desk.services.scans import Scans

_KIND_WORDS = {word: kind for kind in CaseKind for word in (kind.value, kind.label, kind.label[2:])}
_GROUND_WORDS = {word: each for each in ReviewGround for word in (each.value, each.label)}
_GROUND_HELP = "why the decision needs legal review: " + ", ".join(ReviewGround)
_STATE_WORDS = {word: state for state in CaseState for word in (state.value, state.label)}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("case", "case files, their documents and footage")
    add = group.add("add", _add, "register a case file")
    add.add_argument("no", metavar="NO")
    add.add_argument("--cause", required=True, metavar="C")
    add.add_argument("--party", required=True, metavar="P")
    add.add_argument("--kind", required=True, choices=sorted(_KIND_WORDS), metavar="K")
    add.add_argument("--section", required=True, metavar="S")
    add.add_argument(
        "--officer",
        action="append",
        required=True,
        metavar="O",
        help="an account, a name, or NAME:CERTIFICATE; at least twice",
    )
    add.add_argument("--opened", metavar="T", help="a date, or a time")
    add.add_argument("--ended", metavar="T")
    add.add_argument("--note", default="")
    add.add_argument(
        "--legal-review", choices=sorted(_GROUND_WORDS), metavar="G", help=_GROUND_HELP
    )
    add.add_argument("--major", action="store_true", help="a weighty case, recorded in full")
    add.add_argument("--reason", default="", help="why a file with one officer is taken in")

    notes.register_for_cases(group)
    call_ups.register(group)
    case_publishing.register(group)

    change = _with_no(group.add("change", _change, "change the facts of an open case file"))
    change.add_argument("--no", dest="new_no", metavar="NO", help="another number")
    change.add_argument("--cause", metavar="C")
    change.add_argument("--party", metavar="P")
    change.add_argument("--kind", choices=sorted(_KIND_WORDS), metavar="K")
    change.add_argument("--section", metavar="S")
    change.add_argument("--officer", action="append", metavar="O", help="all of them anew")
    change.add_argument("--opened", metavar="T")
    change.add_argument("--ended", metavar="T")
    change.add_argument("--note")
    change.add_argument("--major", action=argparse.BooleanOptionalAction, help="weighty, or not")
    change.add_argument(
        "--legal-review", choices=sorted(_GROUND_WORDS), metavar="G", help=_GROUND_HELP
    )

    shown = group.add("list", _list, "find case files")
    shown.add_argument("--text", default="", metavar="T", help="in number, cause, party, officers")
    shown.add_argument("--kind", choices=sorted(_KIND_WORDS), metavar="K")
    shown.add_argument("--state", choices=sorted(_STATE_WORDS), metavar="S")
    shown.add_argument("--section", default="", metavar="S")
    shown.add_argument("--officer", default="", metavar="NAME")
    shown.add_argument("--footage", type=_footage_id, metavar="ID")
    shown.add_argument("--sort", type=CaseSort, default=CaseSort.REGISTERED)
    shown.add_argument("--limit", type=int, default=100, metavar="N")
    shown.add_argument("--offset", type=int, default=0, metavar="N")

    _with_no(group.add("show", _show, "one case file with everything in it"))

    link = _with_no(group.add("link", _link, "let footage belong to a case file"))
    link.add_argument("footage", nargs="+", type=_footage_id, metavar="FOOTAGE")
    link.add_argument("--stage", default="", metavar="S", help="one of the six stages")
    link.add_argument("--document", type=int, metavar="D", help="the id of a document")
    unlink = _with_no(group.add("unlink", _unlink, "take footage out of an open case file"))
    unlink.add_argument("footage", nargs="+", type=_footage_id, metavar="FOOTAGE")

    document = _with_no(group.add("document", _document, "put a document into a case file"))
    document.add_argument("--type", required=True, metavar="T")
    document.add_argument("--number", default="", metavar="N")
    document.add_argument("--start", metavar="T")
    document.add_argument("--end", metavar="T")
    document.add_argument("--note", default="")
    document.add_argument("--responsible", default="", metavar="R", help="who made it")
    document.add_argument("--pages", type=int, metavar="N", help="how many on paper")

    scan = _with_no(group.add("scan", _scan, "put scans of a document into a case file"))
    scan.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF, JPEG, PNG or TIFF")
    scan.add_argument("--document", type=int, required=True, metavar="D", help="its id")
    unscan = _with_no(group.add("unscan", _unscan, "take a scan off its document"))
    unscan.add_argument("scan", type=int, metavar="SCAN")

    case_duties.register(group)
    case_binding.register(group)
    case_lists.register(group)
    case_scenes.register(group)
    archive = _with_no(group.add("archive", _archive, "archive a case file for good"))
    archive.add_argument("--reason", default="", help="why, although something is missing")


def _with_no(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("no", metavar="NO")
    return parser


def _footage_id(word: str) -> FootageId:
    if not re.fullmatch(r"[0-9]{1,18}", word):
        raise argparse.ArgumentTypeError(f"no footage id: {word}")
    return FootageId(int(word))


def _add(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    casework = Casework(call.desk)
    case = casework.register(
        actor,
        CaseDraft(
            no=given.no,
            cause=given.cause,
            party=given.party,
            kind=_KIND_WORDS[given.kind],
            section=given.section,
            officers=tuple(casework.officer(words) for words in given.officer),
            opened_on=_day(call, given.opened),
            ended_at=_moment(call, given.ended),
            note=given.note,
            review=_GROUND_WORDS.get(given.legal_review),
            major=given.major,
        ),
        reason=given.reason,
    )
    return Answer(_fields(case), ((say("已登记案卷："), *_line(case)),))


def _change(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    casework = Casework(call.desk)
    old = casework.get(actor, given.no).facts
    officers = tuple(casework.officer(words) for words in given.officer or ())
    new = replace(
        old,
        no=given.new_no or old.no,
        cause=given.cause or old.cause,
        party=given.party or old.party,
        kind=_KIND_WORDS[given.kind] if given.kind else old.kind,
        section=given.section or old.section,
        officers=officers or old.officers,
        opened_on=_day(call, given.opened) or old.opened_on,
        ended_at=_moment(call, given.ended) or old.ended_at,
        note=old.note if given.note is None else given.note,
        review=_GROUND_WORDS.get(given.legal_review, old.review),
        major=old.major if given.major is None else given.major,
    )
    case = casework.change(actor, given.no, new, seen=old)
    return Answer(_fields(case), ((say("已更改案卷："), *_line(case)),))


def _day(call: Call, words: str | None) -> date | None:
    """A date, or the date of a time in the office's zone."""
    if not words:
        return None
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", words):
        try:
            return date.fromisoformat(words)
        except ValueError as error:
            raise InvalidInput(say("“{text}”不是日期，应如 2026-11-20。", text=words)) from error
    return call.moment(words).astimezone(call.desk.office.zone).date()


def _moment(call: Call, words: str | None) -> datetime | None:
    return call.moment(words) if words else None


def _list(call: Call) -> Answer:
    given = call.arguments
    where = CaseFilter(
        text=given.text,
        kind=_KIND_WORDS[given.kind] if given.kind else None,
        state=_STATE_WORDS[given.state] if given.state else None,
        section=given.section,
        officer=given.officer,
        footage_id=given.footage,
    )
    page = Casework(call.desk).page(
        call.actor,
        where,
        given.offset,
        given.limit,
        sort=given.sort,
        descending=given.sort is CaseSort.REGISTERED,
    )
    return Answer(
        {"cases": [_fields(case) for case in page.cases], "total": page.total},
        tuple(_line(case) for case in page.cases),
    )


def _show(call: Call) -> Answer:
    report = Casework(call.desk).check(call.actor, call.arguments.no)
    dossier = report.dossier
    kept = Retaining(call.desk).of_case(call.actor, dossier.case.no)
    fields = _fields(dossier.case) | {
        "retention": report_fields(call, kept),
        "documents": [_document_fields(each, dossier.scans_of(each)) for each in dossier.documents],
        "footage": [_footage_fields(item) for item in dossier.footage],
        "due": {clock.value: due for clock, due in dossier.due.items()},
        "publications": case_publishing.telling_fields(
            Publishing(call.desk).of_case(call.actor, dossier.case.no)
        ),
        "findings": case_duties.shortfall_fields(report),
    }
    lines: list[Line] = [
        _line(dossier.case),
        (say("保管期限"), kept.words),
        *(_document_line(document) for document in dossier.documents),
        *(_footage_line(item) for item in dossier.footage),
    ]
    return Answer(fields, tuple(lines))


def _link(call: Call) -> Answer:
    given = call.arguments
    document = None if given.document is None else DocumentId(given.document)
    casework = Casework(call.desk)
    casework.link(call.actor, given.no, given.footage, stage=given.stage, document_id=document)
    fields = {
        "case": given.no,
        "footage": given.footage,
        "stage": given.stage,
        "document": given.document,
    }
    told = say("已把 {count} 个音像关联到案卷 {no}。", count=len(given.footage), no=given.no)
    return Answer(fields, (told,))


def _unlink(call: Call) -> Answer:
    given = call.arguments
    Casework(call.desk).unlink(call.actor, given.no, given.footage)
    return Answer(
        {"case": given.no, "footage": given.footage},
        (say("已把 {count} 个音像移出案卷 {no}。", count=len(given.footage), no=given.no),),
    )


def _document(call: Call) -> Answer:
    given = call.arguments
    actor = call.actor
    document = Casework(call.desk).add_document(
        actor,
        given.no,
        DocumentDraft(
            given.type,
            given.number,
            _moment(call, given.start),
            _moment(call, given.end),
            given.note,
            given.responsible,
            given.pages,
        ),
    )
    return Answer(_document_fields(document), ((say("已登记文书："), *_document_line(document)),))


def _scan(call: Call) -> Answer:
    given = call.arguments
    found = Scans(call.desk).add(
        call.actor, given.no, DocumentId(given.document), given.files, call.monitor
    )
    return Answer(
        {
            "case": given.no,
            "document": given.document,
            "scans": [_scan_fields(each) for each in found],
        },
        (
            say(
                "文书 {id} 有 {count} 个扫描件，共 {pages} 页。",
                id=given.document,
                count=len(found),
                pages=page_total(found),
            ),
        ),
    )


def _unscan(call: Call) -> Answer:
    given = call.arguments
    scans = Scans(call.desk)
    known = scans.of_case(call.actor, given.no)
    if given.scan not in {each.id for some in known.values() for each in some}:
        raise NotFound(say("没有这个扫描件，可能已被移除。"))
    scans.remove(call.actor, AttachmentId(given.scan))
    return Answer({"case": given.no, "scan": given.scan}, (say("已移除扫描件。"),))


def _archive(call: Call) -> Answer:
    given = call.arguments
    case, report = Archiving(call.desk).archive(
        call.actor, given.no, reason=given.reason, monitor=call.monitor
    )
    fields = _fields(case) | {"test": case_binding.report_fields(report)}
    return Answer(fields, ((say("已归档："), *_line(case)),))


def _fields(case: CaseFile) -> dict[str, object]:
    return {
        "case": case.no,
        "no": case.no,
        "name": case.name,
        "cause": case.cause,
        "party": case.party,
        "kind": case.kind.value,
        "section": case.section,
        "officers": [
            {"name": each.name, "certificate": each.certificate_no} for each in case.officers
        ],
        "opened": None if case.opened_on is None else case.opened_on.isoformat(),
        "ended": case.ended_at,
        "state": case.state.value,
        "archived": case.archived_at,
        "note": case.note,
        "legal_review": None if case.review is None else case.review.value,
        "major": case.major,
        "footage_count": case.footage_count,
        "document_count": case.document_count,
    }


def _scan_fields(scan: Attachment) -> dict[str, object]:
    return {
        "scan": scan.id,
        "name": scan.name,
        "pages": scan.pages,
        "size_bytes": scan.size_bytes,
        "sha256": scan.sha256,
        "added_at": scan.added_at,
    }


def _document_fields(document: Document, scans: Sequence[Attachment] = ()) -> dict[str, object]:
    return {
        "document": document.id,
        "type": document.type,
        "number": document.number,
        "start": document.started_at,
        "end": document.ended_at,
        "note": document.note,
        "responsible": document.responsible,
        "pages": document.pages or page_total(scans) or None,
        "scans": [_scan_fields(each) for each in scans],
    }


def _footage_fields(item: LinkedFootage) -> dict[str, object]:
    return {
        "id": item.footage_id,
        "name": item.name,
        "kind": item.kind.value,
        "stage": item.stage,
        "document": item.document_id,
        "started_at": item.started_at,
        "duration_ms": item.duration_ms,
        "sha256": item.sha256,
    }


def _line(case: CaseFile) -> tuple[str, ...]:
    officers = "、".join(officer.name for officer in case.officers)
    kind, state = say(case.kind.label), say(case.state.label)
    return (case.no, case.name, kind, case.section, officers, state)


def _document_line(document: Document) -> tuple[str, ...]:
    no = say("文书 {no}", no=document.id)
    return (no, say(document.type), document.number)


def _footage_line(item: LinkedFootage) -> Line:
    started = "" if item.started_at is None else item.started_at.isoformat()
    return (say("音像 {no}", no=item.footage_id), item.name, started, say(item.stage))
