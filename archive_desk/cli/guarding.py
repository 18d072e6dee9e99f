"""`check`, `backup`: guarding what the archive holds."""

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.cli.settled import settled_fields
from archive_desk.domain.errors import Unavailable
from archive_desk.services.backups import Backups
from archive_desk.services.guarding import Guarding, Scope
from archive_desk.services.importing import Importing, Settlement


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    check = commands.add("check", _check, "whether everything is as it was written down")
    check.add_argument("--full", action="store_true", help="SM3 and every page of the database too")
    scope = check.add_mutually_exclusive_group()
    scope.add_argument("--case", default="", metavar="NO", help="only what belongs to a case file")
    scope.add_argument("--disc", default="", metavar="D", help="only what is on a disc")

    backup = commands.add("backup", _backup, "copy the database to the archive's backups")
    backup.add_argument("--keep", type=int, default=None, metavar="N", help="how many stay")


def _check(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    scope = Scope(given.case, given.disc)
    settlements = _settled(call) if scope.everything else ()
    report = Guarding(call.desk).check(actor, call.monitor, scope, full=given.full)
    lines = [(each.code, each.item, each.message) for each in report.findings]
    counts = ", ".join(f"{name} {count}" for name, count in report.checked.items())
    return Answer(
        {
            "checked": dict(report.checked),
            "findings": finding_fields(list(report.findings)),
            "settled": [settled_fields(each) for each in settlements],
        },
        (*lines, counts),
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


def _backup(call: Call) -> Answer:
    made = Backups(call.desk).make(call.actor, keep=call.arguments.keep)
    fields = {
        "backup": made.file,
        "size_bytes": made.size_bytes,
        "sha256": made.sha256,
        "kept": made.kept,
    }
    return Answer(fields, (str(made.file),))
