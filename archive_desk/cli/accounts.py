"""`new`, `account add`, `account list`: an archive and its people."""

from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.cli.loan_fields import moment_or_day
from archive_desk.domain.office import REGULATIONS
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import Sentence, say
from archive_desk.paths import ArchiveFolder
from archive_desk.services.accounts import Accounts
from archive_desk.services.database_places import database_named
from archive_desk.services.desk import new_desk
from archive_desk.services.places import vault_named


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    new = commands.add("new", _new, "make an empty archive")
    new.add_argument("--organisation", required=True, metavar="NAME", help="the office's name")
    new.add_argument("--regulation", required=True, choices=REGULATIONS, help="its regulation")
    new.add_argument("--admin", default="admin", metavar="ACCOUNT", help="the administrator")
    new.add_argument(
        "--database",
        metavar="URL",
        help="where the database is: sqlite:///FILE or postgresql://USER@HOST/NAME (a file inside)",
    )
    new.add_argument(
        "--vault",
        metavar="URL",
        help="where the vault is: a folder elsewhere, as path or file:// (a folder inside)",
    )
    new.add_argument("directory", nargs="?", metavar="DIR", help="instead of --archive")
    group = commands.group("account", "people and their accounts")
    add = group.add("add", _add, "give somebody an account")
    add.add_argument("account", metavar="ACCOUNT")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--section", default="", metavar="S")
    add.add_argument("--certificate", default="", metavar="NO")
    add.add_argument("--until", metavar="T", help="when the account ends by itself")
    group.add("list", _list, "who has an account")


def _new(call: Call) -> Answer:
    given = call.arguments
    root = Path(given.directory) if given.directory else call.archive_folder
    password = call.password(given.admin)
    vault = None if given.vault is None else vault_named(given.vault)
    database = "" if given.database is None else database_named(given.database)
    desk = new_desk(root, given.organisation, given.regulation, vault=vault, database=database)
    try:
        admin = Accounts(desk).found(given.admin, "系统管理员", password)
    finally:
        desk.close()
    return Answer(
        {
            "archive": desk.folder.root,
            "archive_id": desk.office.archive_id,
            "organisation": desk.office.organisation,
            "regulation": desk.office.regulation,
            "admin": admin.account,
            "vault": desk.folder.vault,
            "database": desk.folder.database_url,
        },
        (
            say("已建立档案库：{folder}", folder=desk.folder.root),
            *_elsewhere(desk.folder),
            say("系统管理员：{account}", account=admin.account),
        ),
    )


def _elsewhere(folder: ArchiveFolder) -> tuple[Sentence, ...]:
    """What lies elsewhere, for people."""
    vault, database = folder.vault_elsewhere, folder.database_elsewhere
    said = [] if vault is None else [say("原件库：{folder}", folder=str(vault))]
    return (*said, *([say("数据库：{place}", place=database)] if database else []))


def _add(call: Call) -> Answer:
    given = call.arguments
    actor = call.actor
    # The new person's first password; without one of his own it is the one given for the actor.
    password = call.environment.get("ARCHIVE_DESK_NEW_PASSWORD") or call.password(given.account)
    person = Accounts(call.desk).register(
        actor,
        given.account,
        given.name,
        Role(given.role),
        password,
        section=given.section,
        certificate_no=given.certificate,
        valid_until=None if given.until is None else moment_or_day(given.until, call, last=True),
    )
    return Answer(_fields(person), ((say("已添加账号："), *_line(person)),))


def _list(call: Call) -> Answer:
    people = Accounts(call.desk).everybody(call.actor)
    return Answer(
        {"accounts": [_fields(person) for person in people]},
        tuple(_line(person) for person in people),
    )


def _fields(person: Person) -> dict[str, object]:
    return {
        "account": person.account,
        "until": person.valid_until,
        "name": person.name,
        "role": person.role.value,
        "section": person.section,
        "certificate": person.certificate_no,
        "active": person.active,
    }


def _line(person: Person) -> tuple[str, ...]:
    return (person.account, person.name, say(person.role.label), person.section)
