"""A case file as a volume (案卷, 组卷): its order, its page numbers, what its note sheet says.

The order of the documents is data (立卷 order): an office edits its own. Footage stands after the
documents, each with the disc and the path where it lies, as the local standards ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from archive_desk.domain.attachments import page_total
from archive_desk.domain.cases import STAGES, Document, LinkedFootage
from archive_desk.domain.discs import Disc
from archive_desk.domain.dossiers import Dossier, stage_of
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.domain.notes import NoteKind
from archive_desk.domain.sentences import say

USUAL_ORDER = (
    "立案审批表",
    "行政处罚决定书",
    "行政许可决定书",
    "行政强制执行决定书",
    "送达回证",
    "行政处罚事先告知书",
    "责令改正通知书",
    "现场检查（勘验）笔录",
    "现场核查记录",
    "询问笔录",
    "抽样取证凭证",
    "证据登记保存清单",
    "先行登记保存证据通知书",
    "查封（扣押）决定书",
    "听证笔录",
    "合议记录",
    "法制审核意见书",
    "公告送达记录",
    "整改复查记录",
    "强制执行现场笔录",
    "无法记录（中断）情况说明",
)
"""Start, decision, service, evidence, inner papers, execution: our default."""

_LONGEST_TYPE, _MOST_TYPES = 80, 200
_LONGEST = 200


@dataclass(frozen=True)
class BindingFacts:
    """What the cover and the hand-over form say besides the case's own facts (000 Art. 21).

    Empty texts are left to be written by hand. `compiled_by` and `compiled_at` are 制作人 and
    制作时间, `handed_by` and `handed_at` 交接人 and 交接时间.
    """

    outcome: str = ""
    sensitivity: str = ""
    fonds_no: str = ""
    catalogue_no: str = ""
    volume_no: str = ""
    archive_no: str = ""
    compiled_by: str = ""
    compiled_at: datetime | None = None
    checked_by: str = ""
    handed_by: str = ""
    handed_at: datetime | None = None
    received_by: str = ""
    remark: str = ""


@dataclass(frozen=True)
class DiscPlace:
    """Where a recording lies on a disc."""

    disc_no: str
    path: str


@dataclass(frozen=True)
class BoundEntry:
    """A line of the list of contents; pages are counted through the whole volume, from 1."""

    number: int
    doc_no: str
    responsible: str
    title: str
    day: date | None
    first_page: int | None
    last_page: int | None
    note: str = ""
    document_id: DocumentId | None = None

    @property
    def pages(self) -> str:
        """The pages as the list writes them."""
        if self.first_page is None or self.last_page is None:
            return ""
        if self.first_page == self.last_page:
            return str(self.first_page)
        return f"{self.first_page}—{self.last_page}"


@dataclass(frozen=True)
class BoundCase:
    """A case file as it is bound: its contents, its discs, what was added after archiving."""

    dossier: Dossier
    facts: BindingFacts
    entries: Sequence[BoundEntry]
    discs: Sequence[Disc]
    retention: str = ""
    supplements: Sequence[str] = ()

    @property
    def page_count(self) -> int:
        """How many pages the documents have."""
        return max((each.last_page or 0 for each in self.entries), default=0)


def checked_facts(facts: BindingFacts) -> BindingFacts:
    """`facts` with tidy texts.

    Raises:
        InvalidInput: a text is too long.
    """
    changes: dict[str, Any] = {
        name: " ".join(value.split())
        for name, value in vars(facts).items()
        if isinstance(value, str)
    }
    if any(len(value) > _LONGEST for value in changes.values()):
        raise InvalidInput(say("每项不超过 {most} 个字。", most=_LONGEST))
    return replace(facts, **changes)


def checked_order(order: Sequence[str]) -> tuple[str, ...]:
    """An order of documents with tidy names, each once.

    Raises:
        InvalidInput: it is empty, too long, or a name is.
    """
    tidy = tuple(dict.fromkeys(" ".join(each.split()) for each in order if each.strip()))
    if not tidy or len(tidy) > _MOST_TYPES:
        raise InvalidInput(say("立卷顺序应有 1 至 {most} 种文书。", most=_MOST_TYPES))
    if any(len(each) > _LONGEST_TYPE for each in tidy):
        raise InvalidInput(say("文书种类最多 {most} 个字。", most=_LONGEST_TYPE))
    return tidy


def arranged(documents: Sequence[Document], order: Sequence[str]) -> list[Document]:
    """The documents in the order of the volume; what it does not name comes last, by stage."""
    rank = {name: place for place, name in enumerate(order)}
    stages = {stage: place for place, stage in enumerate(STAGES)}

    def key(document: Document) -> tuple[int, int, str, int]:
        place = rank.get(document.type, len(rank))
        stage = stages.get(stage_of(document), len(stages))
        at = document.started_at
        return (place, stage, "9" if at is None else at.isoformat(), document.id)

    return sorted(documents, key=key)


def contents(
    dossier: Dossier,
    order: Sequence[str],
    places: Mapping[FootageId, Sequence[DiscPlace]],
    organisation: str,
) -> list[BoundEntry]:
    """The list of contents: documents with their pages, then footage with its discs."""
    entries: list[BoundEntry] = []
    page = 0
    for document in arranged(dossier.documents, order):
        count = document.pages or page_total(dossier.scans_of(document))
        first = page + 1 if count else None
        page += count
        day = _day(document.started_at, dossier.zone)
        entries.append(
            BoundEntry(
                len(entries) + 1,
                document.number,
                document.responsible or organisation,
                document.type,
                day,
                first,
                page if count else None,
                document.note,
                document.id,
            )
        )
    for item in dossier.footage:
        if item.kind is not Kind.SIDECAR:
            entries.append(_of_footage(len(entries) + 1, item, dossier, places))
    return entries


def _of_footage(
    number: int,
    item: LinkedFootage,
    dossier: Dossier,
    places: Mapping[FootageId, Sequence[DiscPlace]],
) -> BoundEntry:
    stage = f"“{item.stage}”" if item.stage else ""
    on = [f"光盘 {place.disc_no}\n{place.path}" for place in places.get(item.footage_id, ())]
    note = "\n".join(on) or f"未刻录光盘；库内：{item.path}"
    return BoundEntry(
        number,
        "",
        _name_of(item.officer, dossier),
        f"{stage}{item.kind.label}　{item.name}",
        _day(item.started_at, dossier.zone),
        None,
        None,
        note,
    )


def _name_of(officer: str, dossier: Dossier) -> str:
    """The name behind a certificate number that a recorder wrote."""
    known = {each.certificate_no: each.name for each in dossier.case.officers}
    return known.get(officer, officer)


def _day(at: datetime | None, zone: tzinfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()


def situation(volume: BoundCase) -> list[str]:
    """What the note sheet says of the volume by itself (本卷情况说明)."""
    return [
        *_amounts(volume),
        *_gaps(volume.dossier),
        *_exemptions(volume.dossier),
        *_faults(volume.dossier),
        *_explained(volume.dossier),
        *(f"归档后补充：{each}" for each in volume.supplements),
    ]


def _amounts(volume: BoundCase) -> list[str]:
    dossier = volume.dossier
    documents = [each for each in volume.entries if not _is_footage(each, dossier)]
    filmed = [each for each in dossier.footage if each.kind is not Kind.SIDECAR]
    kinds = {
        kind: sum(1 for each in filmed if each.kind is kind)
        for kind in Kind
        if kind != Kind.SIDECAR
    }
    parts = "、".join(f"{kind.label} {count}" for kind, count in kinds.items() if count)
    said = [
        f"本卷有文书 {len(documents)} 件，共 {volume.page_count or '　　'} 页；"
        f"音像 {len(filmed)} 件{f'（{parts}）' if parts else ''}。"
    ]
    unpaged = [each for each in documents if each.first_page is None]
    if unpaged:
        names = "、".join(each.title for each in unpaged)
        said.append(f"未填页数、也没有扫描件的文书 {len(unpaged)} 件：{names}。")
    if volume.discs:
        shelves = "；".join(
            f"{disc.no}（{disc.copy_set.label}，存放：{disc.location or '未上架'}）"
            for disc in volume.discs
        )
        said.append(f"随卷光盘 {len(volume.discs)} 张：{shelves}。")
    elif filmed:
        said.append("本卷音像尚未刻录光盘。")
    return said


def _is_footage(entry: BoundEntry, dossier: Dossier) -> bool:
    return entry.number > len(dossier.documents)


def _gaps(dossier: Dossier) -> list[str]:
    names = {each.footage_id: each.name for each in dossier.footage}
    said = []
    for gap in dossier.gaps:
        start, end = gap.start.astimezone(dossier.zone), gap.end.astimezone(dossier.zone)
        seconds = max(1, round(gap.length / timedelta(seconds=1)))
        how = f"见情况说明 {gap.note}" if gap.note else "没有情况说明"
        said.append(
            f"录制中断：{start:%Y-%m-%d %H:%M:%S} 至 {end:%H:%M:%S}，{seconds} 秒"
            f"（{names.get(gap.after, gap.after)} 之后），{how}。"
        )
    return said


def _exemptions(dossier: Dossier) -> list[str]:
    said = []
    for note in dossier.notes:
        if note.draft.kind is NoteKind.EXEMPTION and note.explains:
            stage = f"“{note.draft.stage}”环节" if note.draft.stage else ""
            said.append(
                f"无法记录：{stage}{note.draft.ground.label}，见情况说明 {note.no}"
                f"（{note.state.label}）。"
            )
    return said


def _faults(dossier: Dossier) -> list[str]:
    return [
        f"音像 {each.name} {each.health.label}，原件照原样保存。"
        for each in dossier.footage
        if each.health.faulty
    ]


def _explained(dossier: Dossier) -> list[str]:
    titles = {f"scene:{each.scene.code}": each.scene.title for each in dossier.scenes}
    said = []
    for each in dossier.explanations:
        if each.withdrawn_at is not None:
            continue
        what = titles.get(each.subject)
        about = f"必录环节“{what}”没有画面" if what else "文书所载时间与音像不一致"
        said.append(f"{about}：{each.reason}（{each.author}）。")
    return said
