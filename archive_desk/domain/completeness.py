"""What a case file still lacks: officers, times, footage beside its documents, discs.

Every shortfall says what to do about it and, where a rule asks for it, which. A *blocking* one
keeps the file from being archived unless somebody gives a reason.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from archive_desk.domain.basis import Basis
from archive_desk.domain.case_entry import LEAST_OFFICERS
from archive_desk.domain.cases import STAGES, CaseKind, CaseOfficer, Document, LinkedFootage
from archive_desk.domain.discs import DiscState
from archive_desk.domain.document_times import TimeDifference, differences
from archive_desk.domain.dossiers import (
    EXPLANATION,
    STAGE_DOCUMENTS,
    Dossier,
    Shortfall,
    stage_of,
)
from archive_desk.domain.duties import AvLevel, Duty
from archive_desk.domain.footage import Kind
from archive_desk.domain.legal_review import PENALTY_LAW, review_faults
from archive_desk.domain.notes import NoteKind, NoteState
from archive_desk.domain.regulations import Clock, Regulation, Standing
from archive_desk.domain.sentences import Sentence, say

__all__ = [
    "EXPLANATION",
    "STAGE_DOCUMENTS",
    "Dossier",
    "Shortfall",
    "shortfalls",
    "stage_of",
]

FILMED_STAGES = ("调查取证",)
"""Stages that are looked at even without a document: no case is without its investigation."""

_MOVING = (Kind.VIDEO, Kind.AUDIO)
_READ_BACK = {DiscState.VERIFIED, DiscState.SHELVED, DiscState.LENT}


def shortfalls(dossier: Dossier, regulation: Regulation, at: datetime) -> list[Shortfall]:
    """Everything that the file lacks at the moment `at`, in the order of its pages."""
    return [
        *_facts(dossier, regulation),
        *_footage(dossier),
        *_stages(dossier),
        *_gaps(dossier, regulation),
        *_scenes(dossier),
        *_documents(dossier, regulation),
        *_major(dossier, regulation),
        *_written(dossier, regulation),
        *_review(dossier),
        *_late(dossier, regulation),
        *_discs(dossier, regulation, at),
        *_archive(dossier, regulation, at),
    ]


def _facts(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    case = dossier.case
    item = f"case:{case.no}"
    if len(case.officers) < LEAST_OFFICERS:
        yield Shortfall(
            "too_few_officers",
            item,
            say("执法人员不足两人，请补充。"),
            regulation.duties.officers,
            blocking=True,
        )
    for officer in case.officers:
        if not officer.certificate_no:
            yield Shortfall(
                "certificate_missing",
                item,
                say("执法人员{name}未填执法证号，请补充。", name=officer.name),
                regulation.duties.officers,
            )
        yield from _certificate(dossier, officer, regulation)
    if case.opened_on is None and case.kind is CaseKind.PENALTY:
        yield Shortfall("opened_missing", item, say("未填立案日期，请补充。"))
    if case.ended_at is None:
        yield Shortfall(
            "ended_missing",
            item,
            say("未填执法活动结束时间，刻录和归档期限无法计算，请补充。"),
            blocking=True,
        )


def _certificate(
    dossier: Dossier, officer: CaseOfficer, regulation: Regulation
) -> Iterator[Shortfall]:
    """A certificate that was not valid on a day on which its holder acted."""
    known = dossier.certificates.get(officer.certificate_no)
    if known is None:
        return
    bad = next((day for day in _days(dossier) if not known.valid_on(day)), None)
    if bad is not None:
        yield Shortfall(
            "certificate_expired",
            f"case:{dossier.case.no}",
            say(
                "执法人员{name}的执法证（{no}）在 {day} 不在有效期内，请核对。",
                name=officer.name,
                no=officer.certificate_no,
                day=bad.isoformat(),
            ),
            regulation.duties.officers,
            blocking=True,
        )


def _days(dossier: Dossier) -> list[date]:
    """The days of enforcement, in the time that the office keeps."""
    acts = [dossier.case.ended_at]
    acts += [each.started_at for each in dossier.documents if stage_of(each) in FILMED_STAGES]
    acts += [each.started_at for each in dossier.footage]
    return sorted({at.astimezone(dossier.zone).date() for at in acts if at is not None})


def _footage(dossier: Dossier) -> Iterator[Shortfall]:
    if not dossier.footage:
        yield Shortfall(
            "footage_missing",
            f"case:{dossier.case.no}",
            say("案卷还没有音像，请把音像关联到本案；确实无法记录的，请补情况说明。"),
            blocking=not dossier.explained,
        )
    for each in dossier.footage:
        item = f"footage:{each.footage_id}"
        if each.health.faulty:
            yield Shortfall(
                "footage_faulty",
                item,
                say(
                    "音像 {name} {health}，请回放核对，并在备考表说明。",
                    name=each.name,
                    health=say(each.health.label),
                ),
            )
        if each.kind is not Kind.SIDECAR and each.started_at is None:
            yield Shortfall(
                "footage_untimed", item, say("音像 {name} 没有摄录时间，请核定。", name=each.name)
            )
        elif each.doubts:
            yield Shortfall(
                "footage_doubtful",
                item,
                say("音像 {name} 的摄录时间存疑，请核对设备时钟。", name=each.name),
            )


def _stages(dossier: Dossier) -> Iterator[Shortfall]:
    if not dossier.footage:
        return
    unknown = [each for each in dossier.footage if not each.stage and each.kind is not Kind.SIDECAR]
    if unknown:
        yield Shortfall(
            "stage_unknown",
            f"footage:{unknown[0].footage_id}",
            say("有 {count} 个音像未注明执法环节，请补充。", count=len(unknown)),
        )
    filmed = {each.stage for each in dossier.footage}
    for stage in STAGES:
        if stage in FILMED_STAGES and stage not in filmed and not dossier.excused(stage):
            yield Shortfall(
                "stage_without_footage",
                f"case:{dossier.case.no}",
                say("“{stage}”环节没有音像，请关联或补情况说明。", stage=say(stage)),
            )


def _gaps(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    """Interruptions nobody explained, and notes that still want the head's word."""
    rule = regulation.note_rule(NoteKind.INTERRUPTION)
    for gap in dossier.gaps:
        if not gap.explained:
            yield Shortfall(
                "gap_unexplained",
                f"footage:{gap.after}",
                say(
                    "音像 {after} 与 {before} 之间中断 {seconds} 秒，请填写中断情况说明。",
                    after=gap.after,
                    before=gap.before,
                    seconds=math.ceil(gap.length / timedelta(seconds=1)),
                ),
                rule.basis if rule.basis.article else None,
            )
    for note in dossier.notes:
        if note.state is NoteState.WAITING and note.approver is not None:
            yield Shortfall(
                "note_unsigned",
                f"note:{note.no}",
                say(
                    "情况说明 {no} 还没有{approver}的意见，请送签。",
                    no=note.no,
                    approver=say(note.approver.label),
                ),
                note.basis,
            )


def _documents(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    for document in dossier.documents:
        item = f"document:{document.id}"
        footage = [each for each in dossier.beside(document) if each.kind is not Kind.SIDECAR]
        duty = regulation.duties.for_document(document.type, dossier.case.kind)
        counting = _counting(footage, duty, regulation)
        if (
            duty is not None
            and not counting
            and not _covered(
                document, _counting(dossier.footage, duty, regulation), dossier.tolerance
            )
        ):
            yield Shortfall(
                "document_without_footage",
                item,
                say(
                    "{document}应同时音像记录，但没有关联音像，请关联或补情况说明。",
                    document=_title(document),
                ),
                duty.basis,
                blocking=not dossier.explained,
            )
        if duty is not None and (document.started_at is None or document.ended_at is None):
            yield Shortfall(
                "document_untimed",
                item,
                say("{document}未填起止时间，无法与音像核对。", document=_title(document)),
                regulation.duties.document_times,
            )
        found = differences(document, footage, dossier.explanations, dossier.tolerance)
        yield from _times(document, found, regulation.duties.document_times)


def _major(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    """A 重大复杂 case is recorded in full, also where recording is otherwise as needed."""
    basis, case = regulation.duties.major, dossier.case
    if basis is None or not case.major:
        return
    for document in dossier.documents:
        duties = regulation.duties
        if duties.for_document(document.type, case.kind) is not None:
            continue
        named = any(
            duty.document == document.type and duty.level is AvLevel.AS_NEEDED
            for duty in duties.footage
        )
        if not named and stage_of(document) not in FILMED_STAGES:
            continue
        filmed = [each for each in dossier.beside(document) if each.kind in _MOVING]
        every = [each for each in dossier.footage if each.kind in _MOVING]
        if not filmed and not _covered(document, every, dossier.tolerance):
            yield Shortfall(
                "major_without_footage",
                f"document:{document.id}",
                say(
                    "重大复杂案件应全过程音像记录，{document}没有关联录像或录音，"
                    "请关联或补情况说明。",
                    document=_title(document),
                ),
                basis,
                blocking=not dossier.explained,
            )


def _counting(
    footage: Sequence[LinkedFootage], duty: Duty | None, regulation: Regulation
) -> Sequence[LinkedFootage]:
    """The footage that fulfils a duty to record; whether photos do is the office's to decide."""
    opening = regulation.openings.get("photos_are_av")
    if duty is None or duty.level is AvLevel.PICTURES or opening is None or opening.value == "yes":
        return footage
    return [each for each in footage if each.kind is not Kind.PHOTO]


def _times(
    document: Document, found: Sequence[TimeDifference], basis: Basis | None
) -> Iterator[Shortfall]:
    """What is written in the document and what the footage shows must agree (000 Art. 11(4))."""
    for each in found:
        if each.asks:
            yield Shortfall(
                "document_times",
                f"document:{document.id}",
                say(
                    "{document}记载的{edge}与音像相差 {minutes} 分钟，请核对或说明。",
                    document=_title(document),
                    edge=say(each.edge.label),
                    minutes=math.ceil(abs(each.difference) / timedelta(minutes=1)),
                ),
                basis,
            )


def _scenes(dossier: Dossier) -> Iterator[Shortfall]:
    """What the footage must show and no mark says that it does (000 Art. 11(2), 001 Art. 8 …)."""
    if not dossier.footage:
        return
    for state in dossier.scenes:
        if state.missing:
            yield Shortfall(
                "scene_missing",
                f"case:{dossier.case.no}",
                say(
                    "音像里没有标出必录环节“{scene}”，请回放标记或说明原因。",
                    scene=say(state.scene.title),
                ),
                state.scene.basis,
            )


def _written(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    """Footage never stands in for a document that must exist (003 Art. 8)."""
    basis = regulation.duties.written
    if basis is None:
        return
    documented = {stage_of(each) for each in dossier.documents}
    beside = {each.stage for each in dossier.footage if each.document_id is not None}
    filmed = {each.stage for each in dossier.footage if each.kind is not Kind.SIDECAR}
    for stage in STAGES:
        if stage in filmed and stage not in documented | beside:
            yield Shortfall(
                "document_missing",
                f"case:{dossier.case.no}",
                say("“{stage}”环节有音像而没有文书，音像不能代替文书，请补充。", stage=say(stage)),
                basis,
            )


def _review(dossier: Dossier) -> Iterator[Shortfall]:
    """Legal review before the decision, where it must be."""
    for fault, decision, words in review_faults(dossier.case, dossier.documents):
        yield Shortfall(fault.value, f"document:{decision.id}", words, PENALTY_LAW, blocking=True)


def _late(dossier: Dossier, regulation: Regulation) -> Iterator[Shortfall]:
    """Footage that came in after its hours were over, and nobody said why."""
    for each in dossier.late:
        hours = math.ceil((each.met_at - each.due) / timedelta(hours=1)) if each.due else 0
        yield Shortfall(
            "late_import",
            f"footage:{each.footage_id}",
            say("音像 {name} 移交存储晚了 {hours} 小时，请说明原因。", name=each.name, hours=hours),
            regulation.deadline(Clock.HAND_IN).basis,
        )


def _span(footage: Sequence[LinkedFootage]) -> tuple[datetime, datetime] | None:
    """From the first start to the last end, where times are known."""
    starts = [each.started_at for each in footage if each.started_at is not None]
    ends = [each.ended_at for each in footage if each.ended_at is not None]
    return (min(starts), max(ends)) if starts and ends else None


def _covered(document: Document, footage: Sequence[LinkedFootage], tolerance: timedelta) -> bool:
    """Whether footage of the case shows the whole time of a document that it is not beside."""
    if document.started_at is None or document.ended_at is None:
        return False
    start, end = document.started_at, document.ended_at
    shown = _span(
        [
            each
            for each in footage
            if each.kind is not Kind.SIDECAR
            and each.started_at is not None
            and each.ended_at is not None
            and each.started_at <= end
            and each.ended_at >= start
        ]
    )
    return shown is not None and shown[0] <= start + tolerance and shown[1] >= end - tolerance


def _discs(dossier: Dossier, regulation: Regulation, at: datetime) -> Iterator[Shortfall]:
    deadline = regulation.deadline(Clock.BURN)
    if deadline.standing is Standing.SILENT or not dossier.footage:
        return
    item, must = f"case:{dossier.case.no}", deadline.standing.binding
    states = [dossier.discs.get(each.footage_id, frozenset()) for each in dossier.footage]
    without = sum(1 for each in states if not each)
    unread = sum(1 for each in states if each and not each & _READ_BACK)
    if without:
        yield Shortfall(
            "disc_missing",
            item,
            say("有 {count} 个音像还没有制作光盘，请制作光盘。", count=without),
            deadline.basis,
            blocking=must,
        )
    if unread:
        yield Shortfall(
            "disc_unverified",
            item,
            say("有 {count} 个音像的光盘还没有刻录并读检，请完成。", count=unread),
            deadline.basis,
            blocking=must,
        )
    due = dossier.due.get(Clock.BURN)
    if due is not None and at > due and (without or unread):
        yield Shortfall(
            "burn_overdue",
            item,
            say("光盘应于 {due} 前刻录归档，已经逾期。", due=due.strftime("%Y-%m-%d")),
            deadline.basis,
        )


def _archive(dossier: Dossier, regulation: Regulation, at: datetime) -> Iterator[Shortfall]:
    due = dossier.due.get(Clock.ARCHIVE)
    if due is not None and at > due and not dossier.case.locked:
        yield Shortfall(
            "archive_overdue",
            f"case:{dossier.case.no}",
            say("案卷应于 {due} 前归档，已经逾期。", due=due.strftime("%Y-%m-%d")),
            regulation.deadline(Clock.ARCHIVE).basis,
        )


def _title(document: Document) -> Sentence:
    return say("《{type}》{number}", type=say(document.type), number=document.number)
