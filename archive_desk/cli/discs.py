"""`disc …`: planning, building, verifying and keeping discs."""

import argparse
import re
from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, Line, finding_fields
from archive_desk.domain.disc_catalogue import CatalogueEntry, size_in_words
from archive_desk.domain.discs import CopySet, Disc, DiscState, Medium
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.burning import Burning
from archive_desk.services.disc_papers import DiscPapers
from archive_desk.services.disc_reading import DiscReading
from archive_desk.services.imaging import DiscFilter, DiscRequest, Imaging

_SETS = {copy_set.value: copy_set for copy_set in CopySet}


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("disc", "discs: plan, image, burn, read back, keep")
    plan = group.add("plan", _plan, "plan discs for cases or recordings, and number them")
    plan.add_argument("--medium", required=True, type=Medium, choices=list(Medium), metavar="M")
    plan.add_argument("--case", action="extend", nargs="+", default=[], metavar="NO")
    plan.add_argument(
        "--footage", action="extend", nargs="+", default=[], type=_footage_id, metavar="ID"
    )
    plan.add_argument("--copies", type=int, default=1, metavar="N", help="1 to 3 sets")
    plan.add_argument("--title", default="", metavar="T")
    plan.add_argument("--dry-run", action="store_true", help="show it, register nothing")

    build = _with_disc(group.add("build", _build, "build the image of a planned disc"))
    build.add_argument("--out", type=Path, metavar="FILE", help="not into the archive, but here")
    build.add_argument(
        "--protect", choices=("none", "par2", "rs03"), default="none", help="recovery data"
    )
    check = group.add("verify", _verify, "read a disc, image or device through")
    check.add_argument("target", metavar="DISC|FILE|DEVICE")

    group.add("drives", _drives, "the drives of this workstation and what lies in them")
    burn = _with_disc(group.add("burn", _burn, "burn a disc's image; read it back afterwards"))
    burn.add_argument("--drive", required=True, metavar="DRIVE", help="/dev/sr0 or stdio:FILE")
    back = _with_disc(group.add("readback", _read_back, "read the burned disc in a drive"))
    back.add_argument("--drive", required=True, metavar="DRIVE")

    burned = _with_disc(group.add("burned", _burned, "register a disc as burned"))
    burned.add_argument("--set", dest="copy_set", choices=sorted(_SETS), metavar="A|B|C")
    burned.add_argument("--location", default="", metavar="PLACE")
    burned.add_argument("--at", metavar="T")
    place = _with_disc(group.add("place", _place, "say where a disc is kept"))
    place.add_argument("location", metavar="PLACE")
    retire = _with_disc(group.add("retire", _retire, "take a disc out of use"))
    retire.add_argument("--reason", required=True, metavar="R")

    shown = group.add("list", _list, "the disc register")
    shown.add_argument("--text", default="", metavar="T")
    shown.add_argument("--state", type=DiscState, choices=list(DiscState), metavar="S")
    shown.add_argument("--case", default="", metavar="NO")
    shown.add_argument("--limit", type=int, default=100, metavar="N")
    shown.add_argument("--offset", type=int, default=0, metavar="N")
    _with_disc(group.add("show", _show, "one disc and everything on it"))
    for name, paper, summary in (
        ("label", _label, "the disc face as PDF"),
        ("contents", _contents, "the contents list as PDF"),
    ):
        printed = _with_disc(group.add(name, paper, summary))
        printed.add_argument("--out", type=Path, required=True, metavar="FILE")


def _with_disc(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("disc", metavar="DISC")
    return parser


def _footage_id(word: str) -> FootageId:
    if not re.fullmatch(r"[0-9]{1,18}", word):
        raise argparse.ArgumentTypeError(f"no footage id: {word}")
    return FootageId(int(word))


def _plan(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    request = DiscRequest(
        given.medium, tuple(given.case), tuple(given.footage), given.copies, given.title
    )
    imaging = Imaging(call.desk)
    if given.dry_run:
        return _proposal(imaging, call, request)
    discs = imaging.plan(actor, request)
    fields = [
        disc_fields(call, disc)
        | {"items": [_item(entry) for entry in imaging.show(actor, disc.no).entries]}
        for disc in discs
    ]
    return Answer({"set": discs[0].set_no, "discs": fields}, tuple(_line(disc) for disc in discs))


def _proposal(imaging: Imaging, call: Call, request: DiscRequest) -> Answer:
    proposal = imaging.propose(call.actor, request)
    discs = [
        {
            "disc": None,
            "number": number,
            "of": len(proposal.discs),
            "used_bytes": disc.used_bytes,
            "capacity_bytes": proposal.medium.capacity_bytes,
            "item_count": len(disc.entries),
            "items": [_item(entry) for entry in disc.entries],
        }
        for number, disc in enumerate(proposal.discs, start=1)
    ]
    fields = {"set": None, "title": proposal.title, "discs": discs, "already": proposal.already}
    return Answer(
        fields,
        tuple(
            (
                str(number),
                say("{count} 件", count=len(disc.entries)),
                size_in_words(disc.used_bytes),
            )
            for number, disc in enumerate(proposal.discs, start=1)
        ),
    )


def _build(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    if given.protect != "none":
        raise Unavailable(say("本版本还不能在映像中加入恢复数据，请用 --protect none。"))
    imaging = Imaging(call.desk)
    disc = imaging.build(actor, given.disc, call.monitor, out=given.out)
    fields = disc_fields(call, disc) | {
        "image": imaging.image_file(disc),
        "sha256": disc.image_sha256,
        "size_bytes": disc.used_bytes,
        "findings": [],
    }
    told = (say("映像：{file}", file=fields["image"]), ("SHA-256", disc.image_sha256))
    return Answer(fields, told)


def _verify(call: Call) -> Answer:
    word, actor = call.arguments.target, call.actor
    imaging = Imaging(call.desk)
    is_path = "/" in word or "\\" in word or Path(word).is_file()
    target = Path(word.removeprefix("stdio:")) if is_path or word.startswith("stdio:") else word
    return _reading(call, imaging.verify(actor, target, call.monitor))


def _reading(call: Call, reading: DiscReading) -> Answer:
    found, disc = reading.verification, reading.disc
    fields = {
        "disc": disc.no if disc else None,
        "image": reading.target,
        "identifier": found.identifier,
        "sha256": found.sha256,
        "manifest_sha256": found.manifest_sha256,
        "state": disc.state.value if disc else None,
        "checked": found.files,
        "size_bytes": found.size_bytes,
        "bad_sectors": found.bad_sectors,
        "findings": finding_fields(reading.findings),
    }
    lines = [finding.message for finding in reading.findings]
    summary = say(
        "{disc}：核对 {files} 个文件，{count} 处问题。",
        disc=found.identifier,
        files=found.files,
        count=len(lines),
    )
    return Answer(fields, (*lines, summary), FINDINGS if reading.findings else DONE)


def _drives(call: Call) -> Answer:
    reports = Burning(call.desk).report(call.actor)
    fields = [
        {
            "drive": each.drive.address,
            "device": each.drive.device,
            "name": each.drive.name,
            "real": each.drive.real,
            "medium": each.medium.kind if each.medium else None,
            "blank": each.medium.blank if each.medium else None,
            "writable_bytes": each.medium.writable_bytes if each.medium else None,
            "reason": each.reason,
        }
        for each in reports
    ]
    lines = [
        (
            each.drive.address,
            each.drive.name,
            each.medium.kind if each.medium else each.reason,
        )
        for each in reports
    ]
    return Answer({"drives": fields}, tuple(lines) or (say("没有光驱。"),))


def _burn(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    disc = Burning(call.desk).burn(actor, given.disc, given.drive, call.monitor)
    fields = disc_fields(call, disc) | {
        "image": Imaging(call.desk).image_file(disc),
        "sha256": disc.image_sha256,
        "drive": given.drive,
        "findings": [],
    }
    return Answer(fields, (_line(disc),))


def _read_back(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    reading = Burning(call.desk).read_back(actor, given.disc, given.drive, call.monitor)
    return _reading(call, reading)


def _burned(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    disc = Imaging(call.desk).register_burned(
        actor,
        given.disc,
        copy_set=_SETS.get(given.copy_set),
        location=given.location,
        burned_at=call.moment(given.at) if given.at else None,
    )
    return Answer(disc_fields(call, disc), (_line(disc),))


def _place(call: Call) -> Answer:
    given = call.arguments
    disc = Imaging(call.desk).place(call.actor, given.disc, given.location)
    return Answer(disc_fields(call, disc), (_line(disc),))


def _retire(call: Call) -> Answer:
    given = call.arguments
    disc = Imaging(call.desk).retire(call.actor, given.disc, given.reason)
    return Answer(disc_fields(call, disc), (_line(disc),))


def _list(call: Call) -> Answer:
    given = call.arguments
    if given.limit < 1 or given.offset < 0:
        raise InvalidInput(say("--limit 应大于零，--offset 不能为负。"))
    where = DiscFilter(text=given.text, state=given.state, case_no=given.case)
    page = Imaging(call.desk).page(call.actor, where, given.offset, given.limit)
    return Answer(
        {"discs": [disc_fields(call, disc) for disc in page.discs], "total": page.total},
        tuple(_line(disc) for disc in page.discs),
    )


def _show(call: Call) -> Answer:
    catalogue = Imaging(call.desk).show(call.actor, call.arguments.disc)
    items = [_item(entry) for entry in catalogue.entries]
    fields = disc_fields(call, catalogue.disc) | {"items": items}
    return Answer(
        fields,
        (_line(catalogue.disc), *(("", entry.path) for entry in catalogue.entries)),
    )


def _label(call: Call) -> Answer:
    given = call.arguments
    return _paper(DiscPapers(call.desk).face(call.actor, given.disc, given.out))


def _contents(call: Call) -> Answer:
    given = call.arguments
    return _paper(DiscPapers(call.desk).contents(call.actor, given.disc, given.out))


def _paper(file: Path) -> Answer:
    return Answer({"file": file.absolute()}, (str(file),))


def _item(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "footage": entry.footage_id,
        "path": entry.path,
        "name": entry.name,
        "case": entry.case_no,
        "size_bytes": entry.size_bytes,
        "sha256": entry.sha256,
        "sm3": entry.sm3,
        "started_at": entry.started_at,
        "duration_ms": entry.duration_ms,
    }


def disc_fields(call: Call, disc: Disc) -> dict[str, object]:
    """A line of the register as `--json` shows it; times in the archive's zone."""
    zone = call.desk.office.zone
    moments = {
        "planned_at": disc.planned_at,
        "built_at": disc.built_at,
        "burned_at": disc.burned_at,
        "verified_at": disc.verified_at,
    }
    return {
        "disc": disc.no,
        "set": disc.set_no,
        "copy_set": disc.copy_set.value,
        "number": disc.number,
        "of": disc.of,
        "medium": disc.medium.value,
        "title": disc.title,
        "state": disc.state.value,
        "item_count": disc.item_count,
        "cases": disc.cases,
        "used_bytes": disc.used_bytes,
        "capacity_bytes": disc.medium.capacity_bytes,
        "image_sha256": disc.image_sha256,
        "manifest_sha256": disc.manifest_sha256,
        "burned_by": disc.burned_by,
        "location": disc.location,
        **{key: at and at.astimezone(zone) for key, at in moments.items()},
    }


def _line(disc: Disc) -> Line:
    return (
        disc.no,
        f"{disc.copy_set.value} {disc.number}/{disc.of}",
        say(disc.medium.label),
        say(
            "{count} 件 {size}（{share} %）",
            count=disc.item_count,
            size=size_in_words(disc.used_bytes),
            share=disc.used_bytes * 100 // disc.medium.capacity_bytes,
        ),
        say(disc.state.label),
        disc.location,
        disc.title,
    )
