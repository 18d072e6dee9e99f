"""`disc …`: planning, building, verifying and keeping discs."""

import argparse
import re
from dataclasses import asdict, replace
from pathlib import Path

from archive_desk.cli import disc_burning, disc_keeping, disc_rounds
from archive_desk.cli.disc_burning import reading_answer
from archive_desk.cli.disc_fields import disc_fields, disc_line, with_disc
from archive_desk.cli.frame import Answer, Call, Commands, one_of
from archive_desk.domain.disc_catalogue import CatalogueEntry, size_in_words
from archive_desk.domain.discs import DiscState, Medium, Protection
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.disc_numbers import Numbering
from archive_desk.services.disc_proposals import Proposal
from archive_desk.services.imaging import DiscFilter, DiscRequest, Imaging
from archive_desk.services.lending import Lending


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("disc", "discs: plan, image, burn, read back, keep")
    plan = group.add("plan", _plan, "plan discs for cases or recordings, and number them")
    plan.add_argument(
        "--medium", required=True, type=one_of(Medium), metavar="M", help=", ".join(Medium)
    )
    plan.add_argument("--case", action="extend", nargs="+", default=[], metavar="NO")
    plan.add_argument(
        "--footage", action="extend", nargs="+", default=[], type=_footage_id, metavar="ID"
    )
    plan.add_argument("--copies", type=int, metavar="N", help="1 to 3 sets")
    plan.add_argument("--title", default="", metavar="T")
    plan.add_argument("--loan", default="", metavar="N", help="for the applicant of loan N")
    plan.add_argument(
        "--protect",
        type=one_of(Protection),
        default=Protection.NONE,
        metavar="P",
        help="leave room on each disc for recovery data: none, par2 or rs03",
    )
    plan.add_argument(
        "--put",
        action="extend",
        nargs="+",
        default=[],
        type=_move,
        metavar="ID:N",
        help="move a recording to disc N of the proposal; N may be one more than there are",
    )
    plan.add_argument("--dry-run", action="store_true", help="show it, register nothing")

    rule = group.add("numbering", _numbering, "how discs and sets are numbered; shows or changes")
    rule.add_argument("--discs", metavar="PATTERN", help="e.g. {fonds}-{year}-{number:4}")
    rule.add_argument("--sets", metavar="PATTERN")
    rule.add_argument("--fonds", metavar="F", help="what stands for {fonds}")
    rule.add_argument("--category", metavar="C", help="what stands for {category}")

    build = with_disc(group.add("build", _build, "build the image of a planned disc"))
    build.add_argument("--out", type=Path, metavar="FILE", help="not into the archive, but here")
    build.add_argument(
        "--protect",
        type=one_of(Protection),
        metavar="P",
        help="recovery data: none, par2 or rs03; otherwise as planned",
    )
    check = group.add("verify", _verify, "read a disc, image or device through")
    check.add_argument("target", metavar="DISC|FILE|DEVICE")

    shown = group.add("list", _list, "the disc register")
    shown.add_argument("--text", default="", metavar="T")
    shown.add_argument("--state", type=DiscState, choices=list(DiscState), metavar="S")
    shown.add_argument("--case", default="", metavar="NO")
    shown.add_argument("--limit", type=int, default=100, metavar="N")
    shown.add_argument("--offset", type=int, default=0, metavar="N")
    with_disc(group.add("show", _show, "one disc and everything on it"))
    disc_burning.register(group)
    disc_keeping.register(group)
    disc_rounds.register(group)


def _footage_id(word: str) -> FootageId:
    if not re.fullmatch(r"[0-9]{1,18}", word):
        raise argparse.ArgumentTypeError(f"no footage id: {word}")
    return FootageId(int(word))


def _move(word: str) -> tuple[FootageId, int]:
    found = re.fullmatch(r"([0-9]{1,18}):([0-9]{1,5})", word)
    if not found:
        raise argparse.ArgumentTypeError(f"not ID:N: {word}")
    return FootageId(int(found.group(1))), int(found.group(2))


def _copies(call: Call) -> int:
    """As many sets as were asked for, else as the office decided."""
    asked: int | None = call.arguments.copies
    return rulebook.of(call.desk).opening("disc_copies").number if asked is None else asked


def _plan(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    request = DiscRequest(
        given.medium,
        tuple(given.case),
        tuple(given.footage),
        _copies(call),
        given.title,
        given.protect,
        given.loan,
    )
    if given.loan and not (request.cases or request.footage):
        lending = Lending(call.desk)
        wanted = lending.recordings(actor, lending.find(actor, given.loan))
        request = replace(request, footage=tuple(each for each, _ in wanted))
    imaging = Imaging(call.desk)
    arranged = imaging.propose(actor, request)
    for footage_id, number in given.put:
        arranged = _put(arranged, footage_id, number - 1)
    if given.dry_run:
        return _proposal(arranged)
    discs = imaging.plan(actor, request, arranged if given.put else None)
    fields = [
        disc_fields(call, disc)
        | {"items": [_item(entry) for entry in imaging.show(actor, disc.no).entries]}
        for disc in discs
    ]
    return Answer(
        {"set": discs[0].set_no, "discs": fields}, tuple(disc_line(disc) for disc in discs)
    )


def _put(proposal: Proposal, footage_id: FootageId, target: int) -> Proposal:
    for source, disc in enumerate(proposal.discs):
        if any(entry.footage_id == footage_id for entry in disc.entries):
            return proposal.moved([footage_id], source, target)
    raise InvalidInput(say("没有编号为 {id} 的音像。", id=footage_id))


def _proposal(proposal: Proposal) -> Answer:
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
    fields = {
        "set": None,
        "title": proposal.title,
        "discs": discs,
        "already": proposal.already,
        "overhead_bytes": proposal.overhead_bytes,
        "reserve_bytes": proposal.reserve_bytes,
        "protections": [each.value for each in proposal.protections],
    }
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


def _numbering(call: Call) -> Answer:
    given, numbering = call.arguments, Numbering(call.desk)
    wanted = {
        name: value
        for name in ("discs", "sets", "fonds", "category")
        if (value := getattr(given, name)) is not None
    }
    rule = replace(numbering.rule(call.actor), **wanted)
    disc, disc_set = numbering.change(call.actor, rule) if wanted else numbering.preview(rule)
    fields = {**asdict(rule), "next_disc": disc, "next_set": disc_set}
    return Answer(fields, ((rule.discs, disc), (rule.sets, disc_set)))


def _build(call: Call) -> Answer:
    given, actor = call.arguments, call.actor
    imaging = Imaging(call.desk)
    disc = imaging.build(actor, given.disc, call.monitor, out=given.out, protection=given.protect)
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
    return reading_answer(call, imaging.verify(actor, target, call.monitor))


def _list(call: Call) -> Answer:
    given = call.arguments
    if given.limit < 1 or given.offset < 0:
        raise InvalidInput(say("--limit 应大于零，--offset 不能为负。"))
    where = DiscFilter(text=given.text, state=given.state, case_no=given.case)
    page = Imaging(call.desk).page(call.actor, where, given.offset, given.limit)
    return Answer(
        {"discs": [disc_fields(call, disc) for disc in page.discs], "total": page.total},
        tuple(disc_line(disc) for disc in page.discs),
    )


def _show(call: Call) -> Answer:
    catalogue = Imaging(call.desk).show(call.actor, call.arguments.disc)
    items = [_item(entry) for entry in catalogue.entries]
    fields = disc_fields(call, catalogue.disc) | {"items": items}
    return Answer(
        fields,
        (disc_line(catalogue.disc), *(("", entry.path) for entry in catalogue.entries)),
    )


def _item(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "footage": entry.footage_id,
        "path": entry.path,
        "part": entry.part.number,
        "parts": entry.part.of,
        "name": entry.name,
        "case": entry.case_no,
        "size_bytes": entry.size_bytes,
        "sha256": entry.sha256,
        "sm3": entry.sm3,
        "started_at": entry.started_at,
        "duration_ms": entry.duration_ms,
    }
