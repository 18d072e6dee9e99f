"""`note …`, `footage explain`, `case explain`: why something was not recorded."""

import argparse
from dataclasses import replace
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.notes import Ground, Note, NoteDraft, NoteKind
from archive_desk.domain.sentences import say
from archive_desk.services.explaining import Explaining, NoteFilter

_GROUNDS = {word: ground for ground in Ground for word in (ground.value, ground.label)}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("note", "notes on interruptions and on what could not be recorded")
    listed = group.add("list", _list, "the notes there are")
    listed.add_argument("--case", default="", metavar="NO")
    listed.add_argument("--footage", type=int, metavar="ID")
    listed.add_argument("--waiting", action="store_true", help="only those that want a signature")
    _with_no(group.add("show", _show, "all that a note says"))
    sign = _with_no(group.add("sign", _sign, "the head's word on a note"))
    sign.add_argument("--opinion", default="", metavar="O")
    sign.add_argument("--decline", action="store_true", help="send it back")
    form = _with_no(group.add("print", _print, "write the form, PDF"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE")


def register_for_footage(group: Commands) -> None:
    """Add `footage explain`."""
    gap = group.add("explain", _explain_gap, "explain the gap after a recording")
    gap.add_argument("footage", type=int, metavar="ID", help="the recording before the gap")
    gap.add_argument("--before", type=int, metavar="ID", help="the recording after the gap")
    _add_words(gap)
    gap.add_argument("--voice", action="store_true", help="it was explained on the footage")


def register_for_cases(group: Commands) -> None:
    """Add `case explain`."""
    case = group.add("explain", _explain_case, "explain why something was not recorded")
    case.add_argument("no", metavar="NO")
    _add_words(case)
    case.add_argument("--stage", default="", metavar="S")
    case.add_argument("--from", dest="started", metavar="T")
    case.add_argument("--to", dest="ended", metavar="T")


def _add_words(parser: argparse.ArgumentParser) -> None:
    grounds = ", ".join(ground.value for ground in Ground)
    parser.add_argument(
        "--ground", required=True, choices=sorted(_GROUNDS), metavar="G", help=grounds
    )
    parser.add_argument("--text", required=True, metavar="T", help="what happened, and why")
    parser.add_argument("--officer", default="", metavar="O", help="who was on duty")
    parser.add_argument("--place", default="", metavar="P")
    parser.add_argument("--measure", default="", metavar="M", help="what was done about it")
    parser.add_argument("--reported-to", default="", metavar="WHO")
    parser.add_argument("--reported-at", metavar="T")
    parser.add_argument("--replaces", default="", metavar="NO", help="the note that this follows")
    parser.add_argument("--form", type=Path, metavar="FILE", help="write the form too, PDF")


def _with_no(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("no", metavar="NO")
    return parser


def _explain_gap(call: Call) -> Answer:
    given, explaining = call.arguments, Explaining(call.desk)
    before = None if given.before is None else FootageId(given.before)
    gap = explaining.gap(call.actor, FootageId(given.footage), before)
    return _written(
        call,
        NoteDraft(
            kind=NoteKind.INTERRUPTION,
            after=gap.after,
            before=gap.before,
            voice_explained=given.voice,
            ground=_GROUNDS[given.ground],
            text=given.text,
            officer=given.officer or call.actor.name,
        ),
    )


def _explain_case(call: Call) -> Answer:
    given, explaining = call.arguments, Explaining(call.desk)
    return _written(
        call,
        NoteDraft(
            kind=NoteKind.EXEMPTION,
            case_id=explaining.case_id(call.actor, given.no),
            stage=given.stage,
            start=call.moment(given.started) if given.started else None,
            end=call.moment(given.ended) if given.ended else None,
            ground=_GROUNDS[given.ground],
            text=given.text,
            officer=given.officer or call.actor.name,
        ),
    )


def _words(call: Call, draft: NoteDraft) -> NoteDraft:
    """What all notes are given by the same options, put into `draft`."""
    given = call.arguments
    return replace(
        draft,
        place=given.place,
        measure=given.measure,
        reported_to=given.reported_to,
        reported_at=call.moment(given.reported_at) if given.reported_at else None,
        replaces=given.replaces,
    )


def _written(call: Call, draft: NoteDraft) -> Answer:
    explaining = Explaining(call.desk)
    note = explaining.write(call.actor, _words(call, draft))
    doubt = explaining.rule(draft.kind).doubt(draft.ground)
    if doubt is not None:
        call.tell(doubt)
    if call.arguments.form:
        _form(call, note.no, call.arguments.form)
    return Answer({**_fields(note), "doubt": doubt}, (_line(note),))


def _list(call: Call) -> Answer:
    given, explaining = call.arguments, Explaining(call.desk)
    where = NoteFilter(
        case_id=explaining.case_id(call.actor, given.case) if given.case else None,
        footage_id=None if given.footage is None else FootageId(given.footage),
        waiting=given.waiting,
    )
    page = explaining.page(call.actor, where)
    return Answer(
        {"notes": [_fields(note) for note in page.notes], "total": page.total},
        tuple(_line(note) for note in page.notes),
    )


def _show(call: Call) -> Answer:
    note = Explaining(call.desk).get(call.actor, call.arguments.no)
    return Answer(_fields(note), (_line(note), ("", note.draft.text)))


def _sign(call: Call) -> Answer:
    given = call.arguments
    if given.decline and not given.opinion.strip():
        raise InvalidInput(say("不同意时请写明理由。"))
    note = Explaining(call.desk).sign(call.actor, given.no, given.opinion, agreed=not given.decline)
    return Answer(_fields(note), (_line(note),))


def _print(call: Call) -> Answer:
    given = call.arguments
    target = _form(call, given.no, given.out)
    return Answer({"note": given.no, "file": target}, (str(target),))


def _form(call: Call, no: str, target: Path) -> Path:
    # Here, so that `footage list` does not wait for ReportLab.
    from archive_desk.services.note_papers import NotePapers

    return NotePapers(call.desk).form(call.actor, no, target)


def _fields(note: Note) -> dict[str, object]:
    draft, signature = note.draft, note.signature
    return {
        "note": note.no,
        "kind": draft.kind.value,
        "ground": draft.ground.value,
        "text": draft.text,
        "officer": draft.officer,
        "from": draft.start,
        "to": draft.end,
        "after": draft.after,
        "before": draft.before,
        "case": note.case_no or None,
        "stage": draft.stage,
        "place": draft.place,
        "measure": draft.measure,
        "voice_explained": draft.voice_explained,
        "reported_to": draft.reported_to,
        "reported_at": draft.reported_at,
        "author": note.author,
        "written_at": note.written_at,
        "basis": str(note.basis),
        "approver": None if note.approver is None else note.approver.value,
        "state": note.state.value,
        "signer": None if signature is None else signature.signer,
        "opinion": None if signature is None else signature.opinion,
        "signed_at": None if signature is None else signature.at,
        "replaces": draft.replaces or None,
        "followed_by": note.followed_by or None,
    }


def _line(note: Note) -> Line:
    draft = note.draft
    about = note.case_no or "-".join(str(number) for number in note.parts)
    return (
        note.no,
        say(draft.kind.label),
        about,
        say(draft.ground.label),
        draft.officer,
        say(note.state.label),
    )
