"""`index.html`: the disc's catalogue for any browser, without us and without a network."""

import json
from collections.abc import Mapping
from functools import cache

from archive_desk import paths
from archive_desk.domain.disc_catalogue import CatalogueEntry, DiscCatalogue, size_in_words
from archive_desk.domain.ids import FootageId


def render(catalogue: DiscCatalogue, pictures: Mapping[FootageId, str]) -> bytes:
    """The page; `pictures` are the paths of thumbnails on the disc, by footage id."""
    disc = catalogue.disc
    facts = [
        ("光盘", disc.no),
        ("盘组", f"{disc.set_no}　第 {disc.number} 盘，共 {disc.of} 盘"),
        ("套别", disc.copy_set.label),
        ("内容", f"{len(catalogue.entries)} 件，{size_in_words(catalogue.data_bytes)}"),
        ("制作", f"{catalogue.made_at:%Y-%m-%d}　{catalogue.made_by}"),
    ]
    document = {
        "disc": disc.no,
        "title": disc.title,
        "organisation": catalogue.organisation,
        "facts": facts,
        "items": [
            *(_item(entry, pictures, here=True) for entry in catalogue.entries),
            *(_item(entry, pictures, here=False) for entry in catalogue.elsewhere),
        ],
    }
    # Nothing in it may end the script element it stands in.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _template().replace("{{catalogue}}", text).encode()


@cache
def _template() -> str:
    return (paths.resources() / "disc" / "index.html").read_text(encoding="utf-8")


def _item(
    entry: CatalogueEntry, pictures: Mapping[FootageId, str], *, here: bool
) -> dict[str, object]:
    return {
        "here": here,
        "disc": entry.disc_no,
        "path": entry.path,
        "name": entry.name,
        "kind": entry.kind.value,
        "title": entry.title,
        "case": entry.case_no,
        "case_name": entry.case_name,
        "stage": entry.stage,
        "section": entry.section,
        "officer": entry.officer,
        "device": entry.device,
        "started_at": entry.started_at.isoformat(timespec="seconds") if entry.started_at else "",
        "time_source": entry.time_source,
        "duration_ms": entry.duration_ms,
        "size_bytes": entry.size_bytes,
        "sha256": entry.sha256,
        "sm3": entry.sm3,
        "format": entry.format,
        "note": entry.note,
        "part": [] if entry.part.whole else [entry.part.number, entry.part.of],
        "thumbnail": pictures.get(entry.footage_id, "") if here else "",
        "marks": [
            {"at_ms": mark.at_ms, "category": mark.category, "note": mark.note}
            for mark in entry.marks
        ],
    }
