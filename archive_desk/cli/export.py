"""`export`: copies recordings out, under a grant."""

from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.ids import FootageId
from archive_desk.services.exporting import Exporting


def register(commands: Commands) -> None:
    """Add the command of this module."""
    export = commands.add("export", _export, "copy recordings out, under a grant to copy them")
    export.add_argument(
        "--footage", nargs="+", action="extend", type=int, required=True, metavar="ID"
    )
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--loan", default="", metavar="N", help="copy for the applicant of loan N")


def _export(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    ids = [FootageId(number) for number in given.footage]
    made = Exporting(call.desk).copy_out(actor, ids, given.out, call.monitor, under=given.loan)
    return Answer(
        {
            "out": given.out,
            "files": [
                {
                    "footage": copied.footage.id,
                    "name": copied.footage.name,
                    "path": copied.path,
                    "sha256": copied.sha256,
                    "size_bytes": copied.footage.size_bytes,
                    "loan": copied.approval or None,
                }
                for copied in made
            ],
        },
        tuple((copied.sha256, str(copied.path)) for copied in made),
    )
