"""`restore`: an archive again, from its mirror."""

from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say
from archive_desk.services.database_places import database_named
from archive_desk.services.places import vault_named
from archive_desk.services.restoring import Order, Restored, Restoring, Source, look


def register(commands: Commands) -> None:
    """Add the command."""
    restore = commands.add(
        "restore", _restore, "make an archive again of a mirror, in the empty folder of --archive"
    )
    restore.add_argument("mirror", type=Path, metavar="MIRROR", help="the mirror's folder")
    restore.add_argument(
        "--database",
        metavar="FILE|URL",
        help="a copy of the database from elsewhere, or postgresql://… that one was restored into",
    )
    restore.add_argument("--vault", metavar="URL", help="a folder elsewhere for the originals")
    restore.add_argument("--look", action="store_true", help="only say what would be restored")


def _restore(call: Call) -> Answer:
    given = call.arguments
    database = _database(given.database)
    if given.look:
        return _looked(look(given.mirror, database))
    account = getattr(given, "actor", None) or call.environment.get("ARCHIVE_DESK_AS")
    if not account:
        raise InvalidInput(say("请用 --as 指明办理人的账号。"))
    vault = None if given.vault is None else vault_named(given.vault)
    order = Order(
        given.mirror,
        call.archive_folder,
        account,
        call.password(account),
        database,
        vault,
    )
    done = Restoring().restore(order, call.monitor)
    lines = [(each.code, each.item, each.message) for each in done.findings]
    return Answer(_fields(done), (*lines, done.message), DONE if done.complete else FINDINGS)


def _database(given: str | None) -> Path | str | None:
    if given is None:
        return None
    url = database_named(given) if "://" in given else ""
    # A copy in a file is copied, never worked on.
    file = given if not url else url.removeprefix("sqlite:///")
    return url if url.startswith("postgresql:") else Path(file)


def _looked(found: Source) -> Answer:
    facts = found.facts
    fields = {
        "mirror": found.mirror,
        "archive_id": found.archive_id,
        "organisation": facts.organisation,
        "backup": found.database,
        "last_at": facts.last_at,
        "originals": facts.originals,
        "bytes": facts.size_bytes,
        "findings": finding_fields(list(found.findings)),
    }
    return Answer(fields, (found.message,), FINDINGS if found.findings else DONE)


def _fields(done: Restored) -> dict[str, object]:
    return {
        "archive": done.folder,
        "organisation": done.organisation,
        "backup": done.backup,
        "last_at": done.last_at,
        "originals": done.originals,
        "files": done.files,
        "bytes": done.bytes,
        "findings": finding_fields(list(done.findings)),
    }
