"""What the `disc …` commands share: their arguments, and how a disc is shown."""

import argparse

from archive_desk.cli.frame import Call, Line
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.domain.discs import Disc
from archive_desk.domain.sentences import say


def with_disc(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of a command about one disc."""
    parser.add_argument("disc", metavar="DISC")
    return parser


def with_medium(parser: argparse.ArgumentParser) -> None:
    """Options that describe the medium itself."""
    parser.add_argument("--brand", default="", metavar="B", help="the medium's brand")
    parser.add_argument("--batch", default="", metavar="B", help="the medium's batch")


def disc_fields(call: Call, disc: Disc) -> dict[str, object]:
    """A line of the register as `--json` shows it; times in the archive's zone."""
    zone = call.desk.office.zone
    moments = {
        "planned_at": disc.planned_at,
        "built_at": disc.built_at,
        "burned_at": disc.burned_at,
        "verified_at": disc.verified_at,
        "retired_at": disc.retired_at,
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
        "protection": disc.protection.value,
        "image_sha256": disc.image_sha256,
        "manifest_sha256": disc.manifest_sha256,
        "burned_by": disc.burned_by,
        "location": disc.location,
        "brand": disc.brand,
        "batch": disc.media_batch,
        "drive": disc.drive,
        "retired_as": disc.retired_as.value if disc.retired_as else None,
        "retired_reason": disc.retired_reason,
        "replaces": disc.replaces or None,
        "replaced_by": disc.replaced_by or None,
        **{key: at and at.astimezone(zone) for key, at in moments.items()},
    }


def disc_line(disc: Disc) -> Line:
    """A line of the register for people."""
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
