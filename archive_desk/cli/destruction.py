"""`destruction …`: approved lists, two witnesses, every copy; a dry run unless really meant."""

from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line
from archive_desk.domain.destruction import (
    CarryingDisc,
    DestructionItem,
    DestructionList,
    KnownCopy,
    ListState,
)
from archive_desk.domain.sentences import say
from archive_desk.services.destroying import Destroying
from archive_desk.services.destruction_lists import DestructionLists, Plan


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("destruction", "what is destroyed, by approved lists only")
    group.add("list", _list, "all lists")
    group.add("show", _show, "a list with items, copies and discs").add_argument("no", metavar="NO")
    approve = group.add("approve", _approve, "the head's approval")
    approve.add_argument("no", metavar="NO")
    approve.add_argument("--opinion", default="", metavar="O")
    approve.add_argument("--method", default="", metavar="M")
    approve.add_argument("--place", default="", metavar="P")
    refuse = group.add("refuse", _refuse, "the head refuses")
    refuse.add_argument("no", metavar="NO")
    refuse.add_argument("--reason", required=True, metavar="R")
    witness = group.add("witness", _witness, "confirm by one's own password to witness it")
    witness.add_argument("no", metavar="NO")
    execute = group.add("execute", _execute, "destroy; only shows what it would do by itself")
    execute.add_argument("no", metavar="NO")
    execute.add_argument("--really", action="store_true", help="do it: nothing brings it back")
    disc = group.add("disc", _disc, "say that a disc on the list is destroyed too")
    disc.add_argument("no", metavar="NO")
    disc.add_argument("disc", metavar="DISC")
    disc.add_argument("--note", required=True, metavar="T", help="how, when, where, before whom")
    printed = group.add("print", _print, "the list as a form, PDF")
    printed.add_argument("no", metavar="NO")
    printed.add_argument("--out", type=Path, required=True, metavar="FILE")


def _list(call: Call) -> Answer:
    actor = call.actor
    Destroying(call.desk).settle(call.monitor)
    found = DestructionLists(call.desk).lists(actor)
    return Answer(
        {"lists": [_fields(each) for each in found]}, tuple(_line(each) for each in found)
    )


def _show(call: Call) -> Answer:
    actor = call.actor
    Destroying(call.desk).settle(call.monitor)
    return _plan_told(DestructionLists(call.desk).plan(actor, call.arguments.no), dry_run=False)


def _approve(call: Call) -> Answer:
    given = call.arguments
    return _told(
        DestructionLists(call.desk).approve(
            call.actor, given.no, given.opinion, method=given.method, place=given.place
        )
    )


def _refuse(call: Call) -> Answer:
    given = call.arguments
    return _told(DestructionLists(call.desk).refuse(call.actor, given.no, given.reason))


def _witness(call: Call) -> Answer:
    actor = call.actor
    password = call.password(actor.account)
    return _told(DestructionLists(call.desk).witness(actor, call.arguments.no, password))


def _execute(call: Call) -> Answer:
    given = call.arguments
    if not given.really:
        return _plan_told(DestructionLists(call.desk).plan(call.actor, given.no), dry_run=True)
    found = Destroying(call.desk).execute(call.actor, given.no, call.monitor)
    answer = _plan_told(DestructionLists(call.desk).plan(call.actor, given.no), dry_run=False)
    complete = found.state is ListState.DESTROYED and not found.open_discs
    return Answer(answer.fields, answer.lines, DONE if complete else FINDINGS)


def _disc(call: Call) -> Answer:
    given = call.arguments
    return _told(Destroying(call.desk).settle_disc(call.actor, given.no, given.disc, given.note))


def _print(call: Call) -> Answer:
    # Here, so that other commands do not wait for ReportLab.
    from archive_desk.services.appraisal_papers import AppraisalPapers

    given = call.arguments
    target = AppraisalPapers(call.desk).destruction_list(call.actor, given.no, given.out)
    return Answer({"list": given.no, "file": target}, (str(target),))


def _told(found: DestructionList) -> Answer:
    return Answer(_fields(found), (_line(found),))


def _line(found: DestructionList) -> Line:
    return (found.no, say(found.state.label), say("{count} 件", count=found.items))


def _plan_told(plan: Plan, *, dry_run: bool) -> Answer:
    fields = {
        **_fields(plan.found),
        "dry_run": dry_run,
        "items": [_item(each) for each in plan.items],
        "copies": [_copy(each) for each in plan.copies],
        "discs": [_disc_fields(each) for each in plan.discs],
        "obstacles": plan.obstacles,
        "warnings": plan.warnings,
    }
    lines: list[Line] = [_line(plan.found)]
    lines += [(str(each.footage_id), each.name, each.sha256) for each in plan.items]
    lines += [
        (say(each.kind.label), each.place, say(each.state.label), each.trouble)
        for each in plan.copies
    ]
    lines += [(each.disc_no, each.location, say(each.advice), each.note) for each in plan.discs]
    lines += [*plan.obstacles, *plan.warnings]
    if dry_run:
        lines.append(say("以上只是预演，没有删除任何文件；加 --really 才执行。"))
    return Answer(fields, tuple(lines), FINDINGS if plan.obstacles else DONE)


def _fields(found: DestructionList) -> dict[str, object]:
    return {
        "list": found.no,
        "appraisal": found.appraisal_no,
        "state": found.state.value,
        "made_by": found.made_by,
        "made_at": found.made_at,
        "item_count": found.items,
        "size_bytes": found.size_bytes,
        "destroyed": found.destroyed,
        "decided_by": found.decided_by or None,
        "decided_at": found.decided_at,
        "opinion": found.opinion,
        "method": found.method,
        "place": found.place,
        "witnesses": [{"name": each.name, "at": each.at} for each in found.witnesses],
        "begun_by": found.begun_by or None,
        "begun_at": found.begun_at,
        "ended_at": found.ended_at,
        "open_discs": found.open_discs,
    }


def _item(each: DestructionItem) -> dict[str, object]:
    return {
        "footage": each.footage_id,
        "name": each.name,
        "path": each.path,
        "size_bytes": each.size_bytes,
        "sha256": each.sha256,
        "sm3": each.sm3,
        "retention": each.was,
        "until": each.until,
        "reason": each.reason,
        "cases": each.cases,
        "destroyed_at": each.destroyed_at,
    }


def _copy(each: KnownCopy) -> dict[str, object]:
    return {
        "footage": each.footage_id,
        "kind": each.kind.value,
        "place": each.place,
        "state": each.state.value,
        "trouble": each.trouble or None,
    }


def _disc_fields(each: CarryingDisc) -> dict[str, object]:
    return {
        "disc": each.disc_no,
        "location": each.location,
        "whole": each.whole,
        "advice": say(each.advice),
        "settled_by": each.settled_by or None,
        "settled_at": each.settled_at,
        "note": each.note,
    }
