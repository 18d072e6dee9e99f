"""`check`, `fixity …`, `backup`: guarding what the archive holds."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.cli.settled import settled_fields
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput, Unavailable
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import FootageId
from archive_desk.domain.other_files import path_of
from archive_desk.domain.remedies import mendable, rewritable
from archive_desk.domain.sentences import say
from archive_desk.services.backups import Backups
from archive_desk.services.bag_lists import BagLists, Rewritten
from archive_desk.services.file_healing import FileHealing, HealedFile
from archive_desk.services.guarding import CheckReport, Guarding, Run, Scope
from archive_desk.services.healing import Healed, Healing
from archive_desk.services.importing import Importing, Settlement
from archive_desk.services.rota import Rota, RotaSettings, RotaStanding


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    check = commands.add("check", _check, "whether everything is as it was written down")
    check.add_argument("--full", action="store_true", help="SM3 and every page of the database too")
    check.add_argument("--mirror", action="store_true", help="the copies in the mirror too")
    check.add_argument("--resume", action="store_true", help="go on with one that was cut off")
    check.add_argument(
        "--heal", action="store_true", help="replace bad copies from the sound ones afterwards"
    )
    check.add_argument(
        "--report", type=Path, metavar="FILE", help="write the report, PDF or xlsx by its ending"
    )
    scope = check.add_mutually_exclusive_group()
    scope.add_argument("--case", default="", metavar="NO", help="only what belongs to a case file")
    scope.add_argument("--disc", default="", metavar="D", help="only what is on a disc")
    scope.add_argument("--batch", default="", metavar="B", help="only what a batch brought")

    fixity = commands.group(
        "fixity", "when each original was last read, and reading them bit by bit"
    )
    fixity.add("show", _show, "originals by state, and what is due")
    change = fixity.add("set", _set, "how often, how much a day, how fast")
    change.add_argument("--interval", type=int, metavar="DAYS", help="0 turns it off")
    change.add_argument("--share", type=int, metavar="GIB", help="at most so much a day")
    change.add_argument("--rate", type=int, metavar="MIB", help="a second; 0 for no limit")
    fixity.add("run", _run, "read what is due, as far as today's share goes")
    fixity.add("list", _list, "the checks there were")
    report = fixity.add("report", _report, "write the report of a check")
    report.add_argument("run", type=int, metavar="N")
    report.add_argument("--out", type=Path, required=True, metavar="FILE", help=".pdf or .xlsx")

    backup = commands.add("backup", _backup, "copy the database to the archive's backups")
    backup.add_argument("--keep", type=int, default=None, metavar="N", help="how many stay")


def _check(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    scope = Scope(given.case, given.disc, given.batch)
    settlements = _settled(call) if scope.everything else ()
    if given.report and given.report.suffix.lower() not in {".pdf", ".xlsx"}:
        raise InvalidInput(say("报告写成 .pdf 或 .xlsx，不能写成 {name}。", name=given.report.name))
    report = Guarding(call.desk).check(
        actor, call.monitor, scope, full=given.full, mirror=given.mirror, resume=given.resume
    )
    if given.report:
        _write(call, report.run, given.report)
    healed = _heal(call, report) if given.heal else []
    lines = [(each.code, each.item, each.message) for each in report.findings]
    counts = ", ".join(f"{name} {count}" for name, count in report.checked.items())
    return Answer(
        {
            "checked": dict(report.checked),
            "findings": finding_fields(list(report.findings)),
            "settled": [settled_fields(each) for each in settlements],
            "run": report.run,
            "resumed": report.resumed,
            "healed": [_healed_fields(each) for each in healed],
        },
        (*lines, *(each.message for each in healed), counts),
        DONE if report.sound else FINDINGS,
    )


def _settled(call: Call) -> tuple[Settlement, ...]:
    """Settle what was cut off and say so; a vault that is not there is the check's to tell."""
    try:
        settlements = Importing(call.desk).settle(call.monitor)
    except Unavailable:
        return ()
    for settlement in settlements:
        call.tell(settlement.message)
    return settlements


_Done = Healed | HealedFile | Rewritten


def _heal(call: Call, report: CheckReport) -> list[_Done]:
    """Heal what can be; what cannot is said and the rest carried on. Lists come last."""
    actor, healing, lists = call.actor, Healing(call.desk), BagLists(call.desk)
    moved = {_number(each) for each in report.findings if each.code in {"moved", "exchanged"}}
    mend = [each for each in report.findings if mendable(each.code, each.item)]
    bad = {_number(each) for each in mend if not path_of(each.item)}
    files = {each.item for each in mend if path_of(each.item)}
    beside = FileHealing(call.desk)
    batches = {each.item for each in report.findings if rewritable(each.code, each.item)}
    steps: list[Callable[[], _Done]] = [
        *(
            # Where each lies is asked for then: to put one back may put another one back.
            partial(healing.put_back, actor, each, "", call.monitor)
            for each in sorted(moved)
        ),
        *(partial(healing.heal, actor, each, call.monitor) for each in sorted(bad - moved)),
        *(partial(beside.heal, actor, each, call.monitor) for each in sorted(files)),
        *(
            partial(lists.rewrite, actor, each.removeprefix("batch:"), call.monitor)
            for each in sorted(batches)
        ),
    ]
    healed: list[_Done] = []
    for step in steps:
        try:
            healed.append(step())
        except ArchiveDeskError as error:
            call.tell(error.message)
    return healed


def _healed_fields(done: _Done) -> dict[str, object]:
    if isinstance(done, HealedFile):
        return {"item": done.item, "mended": done.mended}
    if isinstance(done, Rewritten):
        return {"batch": done.batch, "mended": "lists", "lists": list(done.lists)}
    return {"footage": done.footage_id, "mended": done.mended.value}


def _number(finding: Finding) -> FootageId:
    return FootageId(int(finding.item.removeprefix("footage:")))


def _write(call: Call, run: int, target: Path) -> Path:
    # Here, so that a check does not wait for ReportLab.
    from archive_desk.services.fixity_papers import FixityPapers

    return FixityPapers(call.desk).write(call.actor, run, target)


def _show(call: Call) -> Answer:
    return _standing(call, Rota(call.desk).standing(call.actor))


def _set(call: Call) -> Answer:
    given, rota = call.arguments, Rota(call.desk)
    before = rota.settings()
    wanted = RotaSettings(
        before.interval_days if given.interval is None else given.interval,
        before.share_gib if given.share is None else given.share,
        before.rate_mib if given.rate is None else given.rate,
    )
    rota.change(call.actor, wanted)
    return _standing(call, rota.standing(call.actor))


def _run(call: Call) -> Answer:
    rota = Rota(call.desk)
    rota.standing(call.actor)
    done = rota.go(call.monitor)
    if done is None:
        return Answer({"items": 0, "bytes": 0, "findings": []}, (say("没有到期需要复核的原件。"),))
    lines = [(each.code, each.item, each.message) for each in done.findings]
    return Answer(
        {"items": done.items, "bytes": done.bytes, "findings": finding_fields(list(done.findings))},
        (*lines, say("复核 {n} 件。", n=done.items)),
        FINDINGS if done.findings else DONE,
    )


def _list(call: Call) -> Answer:
    runs = Rota(call.desk).runs(call.actor)
    return Answer(
        {"runs": [_run_fields(run) for run in runs]},
        tuple(
            (
                str(run.id),
                run.started_at.astimezone(call.desk.office.zone).isoformat(timespec="seconds"),
                run.begun_by or say("定期复核"),
                str(run.items),
                str(len(run.findings)),
            )
            for run in runs
        ),
    )


def _run_fields(run: Run) -> dict[str, object]:
    return {
        "run": run.id,
        "scope": run.order.scope.item,
        "full": run.order.full,
        "mirror": run.order.with_mirror,
        "scheduled": run.order.scheduled,
        "by": run.begun_by,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "items": run.items,
        "bytes": run.bytes,
        "checked": dict(run.checked),
        "findings": finding_fields(list(run.findings)),
    }


def _report(call: Call) -> Answer:
    given = call.arguments
    target = _write(call, given.run, given.out)
    return Answer({"run": given.run, "file": target}, (str(target),))


def _standing(call: Call, standing: RotaStanding) -> Answer:
    chosen = standing.settings
    return Answer(
        {
            "interval_days": chosen.interval_days,
            "share_gib": chosen.share_gib,
            "rate_mib": chosen.rate_mib,
            "states": {state.value: standing.states.get(state, 0) for state in Fixity},
            "due": standing.due,
            "due_bytes": standing.due_bytes,
            "read_today_bytes": standing.read_today,
            "oldest": standing.oldest,
            "troubled": [
                {
                    "footage": each.footage_id,
                    "name": each.name,
                    "path": each.path,
                    "state": each.state.value,
                    "checked_at": each.checked_at,
                    "found": each.found,
                }
                for each in standing.troubled
            ],
            "files": [
                {"item": each.item, "name": each.name, "state": each.state.value}
                for each in standing.files
            ],
        },
        tuple((say(state.label), str(standing.states.get(state, 0))) for state in Fixity),
    )


def _backup(call: Call) -> Answer:
    made = Backups(call.desk).make(call.actor, keep=call.arguments.keep)
    fields = {
        "backup": made.file,
        "size_bytes": made.size_bytes,
        "sha256": made.sha256,
        "kept": made.kept,
    }
    return Answer(fields, (str(made.file),))
