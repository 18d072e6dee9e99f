"""`demo`: a demonstration archive and a recorder's card to import."""

from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.sentences import say
from archive_desk.services.demonstration import PASSWORD, write_demonstration


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    demo = commands.add("demo", _demo, "write a demonstration archive, and a recorder's card")
    demo.add_argument("directory", type=Path, metavar="DIR", help="an empty folder for the archive")
    demo.add_argument("--card", type=Path, metavar="CARD", help="an empty folder for a card")


def _demo(call: Call) -> Answer:
    given = call.arguments
    made = write_demonstration(given.directory, given.card, call.monitor)
    accounts = [
        {
            "account": person.account,
            "name": person.name,
            "role": person.role.value,
            "section": person.section,
            "certificate": person.certificate_no,
            "password": PASSWORD,
        }
        for person in made.accounts
    ]
    lines: list[Line] = [say("演示档案库：{folder}", folder=made.archive)]
    if made.card is not None:
        lines.append(say("执法记录仪存储卡：{folder}", folder=made.card))
    lines += [
        (person.account, PASSWORD, say(person.role.label), person.name, person.section)
        for person in made.accounts
    ]
    return Answer({"archive": made.archive, "card": made.card, "accounts": accounts}, tuple(lines))
