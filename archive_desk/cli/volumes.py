"""`volume …`: the paper volumes of case files."""

from archive_desk.cli.frame import Answer, Call, Commands, Line
from archive_desk.domain.sentences import say
from archive_desk.domain.volumes import Volume
from archive_desk.services.volumes import Volumes


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("volume", "the paper volumes of case files")
    add = group.add("add", _add, "register a volume; it gets the number of its label")
    add.add_argument("case", metavar="CASE")
    add.add_argument("--number", type=int, required=True, metavar="N", help="its place in the file")
    add.add_argument("--title", default="", metavar="T")
    add.add_argument("--pages", type=int, metavar="N")
    add.add_argument("--location", default="", metavar="L", help="where it stands")
    group.add("list", _list, "volumes, by case").add_argument("--text", default="", metavar="T")


def _add(call: Call) -> Answer:
    given = call.arguments
    made = Volumes(call.desk).register(
        call.actor,
        given.case,
        given.number,
        title=given.title,
        pages=given.pages,
        location=given.location,
    )
    return Answer(_fields(made), (_line(made),))


def _list(call: Call) -> Answer:
    found = Volumes(call.desk).everything(call.actor, call.arguments.text)
    return Answer(
        {"volumes": [_fields(each) for each in found]}, tuple(_line(each) for each in found)
    )


def _fields(volume: Volume) -> dict[str, object]:
    return {
        "volume": volume.no,
        "id": volume.id,
        "case": volume.case_no,
        "number": volume.number,
        "title": volume.title,
        "pages": volume.pages,
        "location": volume.location,
    }


def _line(volume: Volume) -> Line:
    return (
        volume.no,
        volume.case_no,
        say("第 {number} 册", number=volume.number),
        volume.title,
        volume.location,
    )
