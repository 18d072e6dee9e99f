"""`batch …`: what came in together, its clock, what may be released, and late reasons."""

import argparse
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.cli.mirrors import release_fields
from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.hand_ins import BatchClock
from archive_desk.domain.sentences import say
from archive_desk.services.hand_ins import HandIns
from archive_desk.services.importing import Importing
from archive_desk.services.releasing import Releasing


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("batch", "what came in together from one card or folder")
    listed = group.add("list", _list, "the batches, newest first")
    listed.add_argument("--limit", type=int, default=100, metavar="N")
    listed.add_argument("--offset", type=int, default=0, metavar="N")
    _with_no(group.add("show", _show, "its clock, its files, and whether its card may be emptied"))
    late = _with_no(group.add("explain", _explain, "say why it was handed in late"))
    late.add_argument("--reason", required=True, metavar="R")
    form = _with_no(group.add("print", _print, "write the hand-over form, PDF"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE")


def _with_no(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("no", metavar="NO")
    return parser


def _list(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    page = Importing(call.desk).page(actor, given.offset, given.limit)
    numbers = [batch.no for batch in page.batches]
    clocks = HandIns(call.desk).of_batches(actor, numbers)
    released = Releasing(call.desk).of_batches(actor, numbers)
    fields = [
        {
            "batch": batch.no,
            "source": batch.source,
            "started_at": batch.started_at,
            "finished_at": batch.finished_at,
            "footage": batch.footage_count,
            "size_bytes": batch.size_bytes,
            "hand_in": clocks[batch.no].state.value,
            "due": clocks[batch.no].due,
            "release": released[batch.no].release.value,
        }
        for batch in page.batches
    ]
    lines = tuple(
        (
            batch.no,
            batch.source,
            str(batch.footage_count),
            say(clocks[batch.no].state.label),
            say(released[batch.no].release.label),
        )
        for batch in page.batches
    )
    return Answer({"batches": fields, "total": page.total}, lines)


def _show(call: Call) -> Answer:
    no, actor = call.arguments.no, call.actor
    receipt = Importing(call.desk).receipt(actor, no)
    clock = HandIns(call.desk).of_batch(actor, no)
    release = Releasing(call.desk).of_receipt(actor, receipt)
    names = Importing(call.desk).names(actor, no)
    fields = {
        "batch": no,
        "source": receipt.batch.source,
        "hand_in": _clock_fields(clock),
        "release": release_fields(release),
        "files": [
            {
                "source": line.source,
                "outcome": line.outcome.value,
                "reason": str(line.reason),
                "footage": line.footage_id,
                "names": list(names.get(line.footage_id, ())) if line.footage_id else [],
            }
            for line in receipt.arrivals
        ],
    }
    counted = tuple(
        (say(outcome.label), str(len(receipt.of(outcome))))
        for outcome in Outcome
        if receipt.of(outcome)
    )
    head: tuple[Line, ...] = ((no, receipt.batch.source),)
    lines = (*head, *counted, say(clock.state.label), release.wanting)
    return Answer(fields, lines)


def _explain(call: Call) -> Answer:
    given = call.arguments
    clock = HandIns(call.desk).explain(call.actor, given.no, given.reason)
    return Answer({"batch": given.no, "hand_in": _clock_fields(clock)}, (say(clock.state.label),))


def _print(call: Call) -> Answer:
    # Here, so that the other commands do not wait for ReportLab.
    from archive_desk.services.handing_over import HandingOver

    given = call.arguments
    target = HandingOver(call.desk).form(call.actor, given.no, given.out)
    return Answer({"batch": given.no, "file": target}, (str(target),))


def _clock_fields(clock: BatchClock) -> dict[str, object]:
    return {
        "state": clock.state.value,
        "standing": clock.standing.value,
        "basis": None if clock.basis is None else str(clock.basis),
        "due": clock.due,
        "met_at": clock.met_at,
        "late": clock.late,
        "reason": clock.reason,
        "recordings": [
            {
                "footage": each.footage_id,
                "from": each.start,
                "event": None if each.event is None else each.event.value,
                "due": each.due,
                "met_at": each.met_at,
                "state": each.state.value,
                "steps": list(each.steps),
            }
            for each in clock.recordings
        ],
    }
