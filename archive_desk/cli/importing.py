"""`import`: take a card or a folder in."""

import argparse
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.cli.mirrors import catch_up_fields, release_fields
from archive_desk.cli.settled import settled_fields
from archive_desk.domain.arrivals import Arrival, HandOver, Outcome, Receipt
from archive_desk.domain.errors import Cancelled, InvalidInput, Unavailable
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.handing_over import HandingOver
from archive_desk.services.importing import Importing
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.releasing import Releasing


def register(commands: Commands) -> None:
    """Add the command of this module."""
    command = commands.add("import", _import, "take a recorder's card or a folder in")
    command.add_argument("source", type=Path, metavar="SOURCE")
    command.add_argument("--device", default="", metavar="D", help="for files that do not say")
    command.add_argument("--officer", default="", metavar="O", help="who hands the footage in")
    command.add_argument("--section", default="", metavar="S")
    command.add_argument("--returned", metavar="TIME", help="when the officer came back")
    command.add_argument("--form", type=Path, metavar="FILE", help="write the hand-over form, PDF")
    command.add_argument(
        "--no-mirror", action="store_true", help="leave the mirror as it is for now"
    )
    command.add_argument("--reason", default="", metavar="R", help="why it is handed in late")
    command.add_argument(
        "--sm3",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="compute SM3 beside SHA-256, or not; as the office has chosen where it is not said",
    )


def _import(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    importing = Importing(call.desk)
    stated = HandOver(
        device=given.device.strip(),
        officer=given.officer.strip(),
        section=given.section.strip(),
        returned_at=call.moment(given.returned) if given.returned else None,
        return_reason=given.reason.strip(),
    )
    if given.form and not given.form.absolute().parent.is_dir():
        # Before the import: an answer without the batch would say nothing of what came in.
        raise InvalidInput(say("没有文件夹 {folder}。", folder=str(given.form.absolute().parent)))
    settlements = importing.settle(call.monitor)
    for settled in settlements:
        call.tell(settled.message)
    listing = importing.scan(actor, given.source, call.monitor)
    begun: list[str] = []
    try:
        receipt = importing.take_in(
            actor, listing, call.monitor, stated, with_sm3=given.sm3, begun=begun.append
        )
    except Cancelled:
        for no in begun:
            call.tell(_stopped(importing.receipt(actor, no)))
        raise
    if given.form:
        HandingOver(call.desk).form(actor, receipt.batch.no, given.form)
    mirrored = None if given.no_mirror else _mirror(call)
    release = Releasing(call.desk).of_receipt(actor, receipt)
    fields = {
        **_fields(receipt),
        "settled": [settled_fields(each) for each in settlements],
        "release": release_fields(release),
        "mirror": mirrored,
    }
    code = DONE if receipt.clean else FINDINGS
    return Answer(fields, (*_lines(receipt), release.wanting), code)


def _stopped(receipt: Receipt) -> Sentence:
    return say(
        "批次 {no} 已停止：已采集 {count} 件，其余仍在存储卡上，再采集一次即可补齐。",
        no=receipt.batch.no,
        count=len(receipt.of(Outcome.IMPORTED)),
    )


def _mirror(call: Call) -> dict[str, object] | None:
    """Let the mirror follow, if there is one; that it is away does not make the import fail."""
    mirroring = Mirroring(call.desk)
    if mirroring.standing().mirror is None:
        return None
    try:
        return catch_up_fields(mirroring.catch_up(None, call.monitor))
    except Unavailable as error:
        call.tell(error.message)
        return {"error": error.message}


def _fields(receipt: Receipt) -> dict[str, object]:
    batch = receipt.batch
    return {
        "batch": batch.no,
        "source": batch.source,
        "started_at": batch.started_at,
        "finished_at": batch.finished_at,
        "releasable": receipt.releasable,
        "imported": [_row(line) for line in receipt.of(Outcome.IMPORTED)],
        "duplicates": [_row(line) for line in receipt.of(Outcome.DUPLICATE)],
        "skipped": [
            _row(line) for line in (*receipt.of(Outcome.SKIPPED), *receipt.of(Outcome.SET_ASIDE))
        ],
        "failed": [_row(line) for line in receipt.of(Outcome.FAILED)],
    }


def _row(line: Arrival) -> dict[str, object]:
    return {
        "source": line.source,
        "footage": line.footage_id,
        "name": line.name,
        "sha256": line.sha256,
        "sm3": line.sm3,
        "size_bytes": line.size_bytes,
        "reason": _reason(line),
        "faulty": line.faulty,
        "source_bytes": line.raw.hex(),
    }


def _lines(receipt: Receipt) -> tuple[Line, ...]:
    lines: list[Line] = [(receipt.batch.no, receipt.batch.source)]
    for outcome in (Outcome.IMPORTED, Outcome.DUPLICATE, Outcome.SKIPPED, Outcome.FAILED):
        found = receipt.of(outcome)
        lines.append(say("{outcome}：{count}", outcome=say(outcome.label), count=len(found)))
        told = found if outcome in {Outcome.SKIPPED, Outcome.FAILED} else ()
        told = told or tuple(line for line in found if line.faulty)
        lines += [("", line.source, _reason(line)) for line in told]
    return tuple(lines)


def _reason(line: Arrival) -> Sentence:
    return line.reason if isinstance(line.reason, Sentence) else say(line.reason)
