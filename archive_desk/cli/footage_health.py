"""`footage examine` and `footage repair`: what decoding shows, and copies that play again."""

import re

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.examinations import Decoded, Examination, in_words
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.repairs import Repair
from archive_desk.domain.sentences import say
from archive_desk.services.examining import Examining, FootageFilter
from archive_desk.services.importing import Importing
from archive_desk.services.repairing import Repairing


def register(group: Commands) -> None:
    """Add the commands of this module to `footage`."""
    examine = group.add("examine", _examine, "decode recordings to their end")
    examine.add_argument("footage", nargs="*", metavar="ID")
    examine.add_argument("--batch", default="", metavar="NO")
    examine.add_argument("--case", default="", metavar="NO")

    repair = group.add("repair", _repair, "make a copy of a damaged recording that plays")
    repair.add_argument("footage", metavar="ID")
    repair.add_argument(
        "--reference", metavar="ID", help="a sound recording of the same device; found if not given"
    )


def _id(word: str) -> FootageId:
    if not re.fullmatch(r"[0-9]{1,15}", word):
        raise InvalidInput(say("“{text}”不是音像编号。", text=word))
    return FootageId(int(word))


def _examine(call: Call) -> Answer:
    given, examining = call.arguments, Examining(call.desk)
    ids = [_id(word) for word in given.footage]
    if given.batch:
        batch = Importing(call.desk).receipt(call.actor, given.batch).batch
        ids += examining.chosen(call.actor, FootageFilter(batch_id=batch.id))
    if given.case:
        ids += examining.chosen(call.actor, FootageFilter(case_no=given.case))
    found = examining.examine(call.actor, ids, call.monitor)
    fields = [
        {
            "id": each.footage.id,
            "name": each.footage.name,
            "health": each.footage.media.health.value,
            "health_note": each.footage.media.health_note,
            "reason": each.reason,
            "decoded": None if each.decoded is None else decoded_fields(each.decoded),
        }
        for each in found
    ]
    lines: list[Line] = []
    for each in found:
        item = each.footage
        state = each.reason or say(item.media.health.label)
        lines.append((str(item.id), item.name, state))
        if each.decoded is not None:
            lines += [("", words) for words in stretch_words(each.decoded)]
    faulty = any(each.reason or each.footage.media.health.faulty for each in found)
    return Answer({"examined": fields}, tuple(lines), FINDINGS if faulty else DONE)


def _repair(call: Call) -> Answer:
    given = call.arguments
    reference = None if given.reference is None else _id(given.reference)
    made = Repairing(call.desk).repair(call.actor, _id(given.footage), call.monitor, reference)
    line = (say(made.method.label), made.note, str(call.desk.folder.derived / made.path))
    return Answer(repair_fields(call, made), (line,))


def decoded_fields(decoded: Decoded) -> dict[str, object]:
    """What decoding showed, as `--json` has it."""
    return {
        "declared_ms": decoded.declared_ms,
        "decoded_ms": decoded.decoded_ms,
        "pictures": decoded.pictures,
        "stretches": [
            {
                "kind": one.remark.value,
                "from_ms": one.from_ms,
                "to_ms": one.to_ms,
                "damage": one.remark.damage,
                "message": in_words(one, decoded.decoded_ms),
            }
            for one in decoded.stretches
        ],
    }


def stretch_words(decoded: Decoded) -> list[str]:
    """Each stretch as a sentence."""
    return [in_words(one, decoded.decoded_ms) for one in decoded.stretches]


def health_fields(call: Call, item: Footage) -> dict[str, object]:
    """The last examination of a recording and its repaired copies, for `footage show`."""
    examinations = Examining(call.desk).examinations(call.actor, item.id)
    repairs = Repairing(call.desk).repairs(call.actor, item.id)
    return {
        "examination": _examination_fields(call, examinations[0]) if examinations else None,
        "repairs": [repair_fields(call, each) for each in repairs],
    }


def health_lines(call: Call, item: Footage) -> list[Line]:
    """The same for people."""
    lines: list[Line] = []
    for each in Examining(call.desk).examinations(call.actor, item.id)[:1]:
        at = each.at.astimezone(call.desk.office.zone).isoformat(timespec="seconds")
        lines.append((say("解码检查"), at, each.program, say(each.health.label)))
        lines += [(say("解码检查"), words) for words in stretch_words(each.decoded)]
    return lines


def _examination_fields(call: Call, each: Examination) -> dict[str, object]:
    return {
        "at": each.at.astimezone(call.desk.office.zone),
        "by": each.by,
        "program": each.program,
        "health": each.health.value,
        **decoded_fields(each.decoded),
    }


def repair_fields(call: Call, each: Repair) -> dict[str, object]:
    """A repaired copy, as `--json` has it."""
    return {
        "repair": each.id,
        "footage": each.footage_id,
        "parent_sha256": each.parent_sha256,
        "reference": each.reference_id,
        "method": each.method.value,
        "note": each.note,
        "path": call.desk.folder.derived / each.path,
        "size_bytes": each.size_bytes,
        "sha256": each.sha256,
        "duration_ms": each.duration_ms,
        "pictures": each.pictures,
        "by": each.by,
        "made_at": each.made_at.astimezone(call.desk.office.zone),
    }
