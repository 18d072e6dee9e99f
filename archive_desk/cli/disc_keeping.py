"""`disc …` on the shelf: registered, placed, checked, labelled, taken out of use."""

from pathlib import Path

from archive_desk.cli.disc_fields import disc_fields, disc_line, with_disc, with_medium
from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.discs import CopySet
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_papers import DiscPapers

_SETS = {copy_set.value: copy_set for copy_set in CopySet}


def register(group: Commands) -> None:
    """Add the commands of this module to the group `disc`."""
    burned = with_disc(group.add("burned", _burned, "register a disc as burned"))
    burned.add_argument("--set", dest="copy_set", choices=sorted(_SETS), metavar="A|B|C")
    burned.add_argument("--location", default="", metavar="PLACE")
    burned.add_argument("--at", metavar="T")
    with_medium(burned)
    for name in ("shelve", "place"):
        place = with_disc(group.add(name, _place, "say where a disc is kept: room, case, shelf"))
        place.add_argument("location", metavar="PLACE")
    group.add("places", _places, "the places where discs are kept")
    retire = with_disc(group.add("retire", _retire, "take a disc out of use"))
    retire.add_argument("--reason", required=True, metavar="R")
    for name, paper, summary in (
        ("label", _label, "the disc face as PDF"),
        ("contents", _contents, "the contents list as PDF"),
    ):
        printed = with_disc(group.add(name, paper, summary))
        printed.add_argument("--out", type=Path, required=True, metavar="FILE")


def _burned(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    disc = DiscKeeping(call.desk).register_burned(
        actor,
        given.disc,
        copy_set=_SETS.get(given.copy_set),
        location=given.location,
        burned_at=call.moment(given.at) if given.at else None,
        brand=given.brand,
        media_batch=given.batch,
    )
    return Answer(disc_fields(call, disc), (disc_line(disc),))


def _place(call: Call) -> Answer:
    given = call.arguments
    disc = DiscKeeping(call.desk).place(call.actor, given.disc, given.location)
    return Answer(disc_fields(call, disc), (disc_line(disc),))


def _places(call: Call) -> Answer:
    places = DiscKeeping(call.desk).places(call.actor)
    return Answer(
        {"places": [{"place": path, "discs": count} for path, count in places]},
        tuple((path, str(count)) for path, count in places),
    )


def _retire(call: Call) -> Answer:
    given = call.arguments
    disc = DiscKeeping(call.desk).retire(call.actor, given.disc, given.reason)
    return Answer(disc_fields(call, disc), (disc_line(disc),))


def _label(call: Call) -> Answer:
    given = call.arguments
    return _paper(DiscPapers(call.desk).face(call.actor, given.disc, given.out))


def _contents(call: Call) -> Answer:
    given = call.arguments
    return _paper(DiscPapers(call.desk).contents(call.actor, given.disc, given.out))


def _paper(file: Path) -> Answer:
    return Answer({"file": file.absolute()}, (str(file),))
