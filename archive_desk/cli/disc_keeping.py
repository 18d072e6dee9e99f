"""`disc …` on the shelf: registered, placed, checked, labelled, taken out of use."""

from pathlib import Path

from archive_desk.cli.disc_fields import disc_fields, disc_line, with_disc, with_medium
from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.domain.discs import CopySet, Medium
from archive_desk.domain.sentences import say
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_migrating import DiscMigrating
from archive_desk.services.disc_papers import DiscPapers, FaceOptions, Paper

_SETS = {copy_set.value: copy_set for copy_set in CopySet}
_PAPERS = {
    "label": (Paper.FACE, "the disc face as PDF"),
    "contents": (Paper.CONTENTS, "the contents list as PDF"),
    "case": (Paper.CASE, "the cards and spines of the disc's case as PDF"),
    "burn-record": (Paper.BURN_RECORD, "the record of burning it as PDF"),
    "check-record": (Paper.CHECK_RECORD, "the record of its checks as PDF"),
}


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
    migrate = with_disc(group.add("migrate", _migrate, "plan the disc that takes its place"))
    migrate.add_argument("--reason", required=True, metavar="R")
    migrate.add_argument("--medium", type=Medium, choices=list(Medium), metavar="M")
    for name, (_, summary) in _PAPERS.items():
        printed = with_disc(group.add(name, _paper, summary))
        printed.set_defaults(paper=name)
        printed.add_argument("--out", type=Path, required=True, metavar="FILE")
        printed.add_argument("--secrecy", default="", metavar="S", help="classification printed")
        printed.add_argument("--retention", default="", metavar="R", help="retention printed")
        printed.add_argument("--guides", action="store_true", help="draw the disc's edges")
    labels = group.add("labels", _labels, "a sheet of labels for discs as PDF")
    labels.add_argument("discs", nargs="+", metavar="DISC")
    labels.add_argument("--out", type=Path, required=True, metavar="FILE")
    labels.add_argument("--start", type=int, default=1, metavar="N", help="the first label left")
    calibrate = group.add("calibrate", _calibrate, "correct prints for the office's printer")
    calibrate.add_argument("--page", type=Path, metavar="FILE", help="write the page to measure")
    calibrate.add_argument(
        "--measured",
        nargs=4,
        type=float,
        metavar=("LEFT", "BOTTOM", "WIDTH", "HEIGHT"),
        help="what was measured on it, in millimetres",
    )
    calibrate.add_argument("--reset", action="store_true", help="print as drawn again")


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


def _migrate(call: Call) -> Answer:
    given = call.arguments
    migrating = DiscMigrating(call.desk)
    disc = migrating.migrate(call.actor, given.disc, given.reason, given.medium)
    return Answer(disc_fields(call, disc), (disc_line(disc),))


def _paper(call: Call) -> Answer:
    given = call.arguments
    options = FaceOptions(given.secrecy, given.retention, guides=given.guides)
    paper = _PAPERS[given.paper][0]
    file = DiscPapers(call.desk).write(call.actor, paper, given.disc, given.out, options)
    return Answer({"file": file.absolute()}, (str(file),))


def _labels(call: Call) -> Answer:
    given = call.arguments
    file = DiscPapers(call.desk).labels(call.actor, given.discs, given.out, start=given.start)
    return Answer({"file": file.absolute()}, (str(file),))


def _calibrate(call: Call) -> Answer:
    given, papers = call.arguments, DiscPapers(call.desk)
    if given.reset:
        papers.uncalibrate(call.actor)
    if given.measured:
        papers.calibrate(call.actor, *given.measured)
    page = papers.proof_page(call.actor, given.page).absolute() if given.page else None
    found = papers.calibration(call.actor)
    fields = {"offset_mm": found.offset_mm, "scale": found.scale, "file": page}
    shift, scale = found.offset_mm, found.scale
    told = say(
        "右移 {right} 毫米，上移 {up} 毫米，宽 ×{across}，高 ×{along}",
        right=shift[0],
        up=shift[1],
        across=scale[0],
        along=scale[1],
    )
    return Answer(fields, (told,))
