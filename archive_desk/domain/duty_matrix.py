"""Stage × document × recording of one case file: what is there, what is lacking, what is excused.

The rows are the acts that the regulation or the file itself speaks of: every duty to record that
concerns cases of this kind, and every document that is in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import STAGES, Document, LinkedFootage
from archive_desk.domain.dossiers import Dossier, Shortfall, stage_of
from archive_desk.domain.duties import AvLevel, Duty
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import DocumentId
from archive_desk.domain.notes import NoteKind
from archive_desk.domain.regulations import Regulation


class CellState(StrEnum):
    """How one cell of the matrix stands."""

    PRESENT = "present"
    MISSING = "missing"
    EXEMPTED = "exempted"
    OPEN = "open"
    FREE = "free"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _TITLES[self]


_TITLES = {
    CellState.PRESENT: "有",
    CellState.MISSING: "缺",
    CellState.EXEMPTED: "已说明",
    CellState.OPEN: "未登记",
    CellState.FREE: "不要求",
}


@dataclass(frozen=True)
class MatrixRow:
    """One act: its document, its recording, and which rule asks for them.

    `note` is the number of the note that excuses the missing recording. `document_id` leads to the
    document, where there is one.
    """

    stage: str
    title: str
    document: CellState
    recording: CellState
    level: AvLevel | None = None
    basis: Basis | None = None
    text: str = ""
    footage: int = 0
    scans: int = 0
    number: str = ""
    note: str = ""
    document_id: DocumentId | None = None


def duty_matrix(
    dossier: Dossier, regulation: Regulation, shortfalls: Sequence[Shortfall]
) -> list[MatrixRow]:
    """The rows in the order of the stages, documents before what is only asked for."""
    lacking = {each.item for each in shortfalls if each.code == "document_without_footage"}
    rows = [_of_document(dossier, regulation, each, lacking) for each in dossier.documents]
    rows += _asked(dossier, regulation)
    rows += _bare(dossier, shortfalls, {row.stage for row in rows})
    order = {stage: place for place, stage in enumerate(STAGES)}
    return sorted(rows, key=lambda row: order.get(row.stage, len(order)))


def _of_document(
    dossier: Dossier, regulation: Regulation, document: Document, lacking: set[str]
) -> MatrixRow:
    duty = _duty(regulation, dossier, document.type)
    beside = [each for each in dossier.beside(document) if each.kind is not Kind.SIDECAR]
    stage = stage_of(document) or (duty.stage if duty else "")
    note = _excuse(dossier, stage)
    if beside:
        recording = CellState.PRESENT
    elif f"document:{document.id}" in lacking:
        recording = CellState.EXEMPTED if dossier.explained else CellState.MISSING
    elif duty is not None and duty.level.must:
        # What runs through the whole act need not be linked beside each paper.
        recording = CellState.PRESENT
    else:
        recording = CellState.FREE
    return MatrixRow(
        stage,
        document.type,
        CellState.PRESENT,
        recording,
        None if duty is None else duty.level,
        None if duty is None else duty.basis,
        "" if duty is None else duty.text,
        len(beside),
        len(dossier.scans_of(document)),
        document.number,
        note if recording is CellState.EXEMPTED else "",
        document.id,
    )


def _asked(dossier: Dossier, regulation: Regulation) -> Iterator[MatrixRow]:
    """Acts that the regulation speaks of and the file has no document of."""
    there = {each.type for each in dossier.documents}
    for duty in regulation.duties.footage:
        if duty.document in there or not duty.concerns(dossier.case.kind):
            continue
        filmed = _filmed(dossier.footage, duty.stage) if duty.occasion else 0
        yield MatrixRow(
            duty.stage or "调查取证",
            duty.title,
            CellState.FREE if duty.occasion else CellState.OPEN,
            CellState.PRESENT if filmed else CellState.OPEN,
            duty.level,
            duty.basis,
            duty.text,
            filmed,
        )


def _bare(
    dossier: Dossier, shortfalls: Sequence[Shortfall], shown: set[str]
) -> Iterator[MatrixRow]:
    """Stages with footage and nothing written, or without footage where some must be."""
    for stage in STAGES:
        filmed = _filmed(dossier.footage, stage)
        undocumented = any(
            each.code == "document_missing" and each.message.values.get("stage") == stage
            for each in shortfalls
        )
        unfilmed = any(
            each.code == "stage_without_footage" and each.message.values.get("stage") == stage
            for each in shortfalls
        )
        if undocumented or unfilmed or (filmed and stage not in shown):
            yield MatrixRow(
                stage,
                "",
                CellState.MISSING if undocumented else CellState.FREE,
                CellState.MISSING if unfilmed else CellState.PRESENT,
                footage=filmed,
            )


def _duty(regulation: Regulation, dossier: Dossier, type_: str) -> Duty | None:
    fitting = [
        duty
        for duty in regulation.duties.footage
        if duty.document == type_ and duty.concerns(dossier.case.kind)
    ]
    return next((duty for duty in fitting if duty.level.must), next(iter(fitting), None))


def _filmed(footage: Sequence[LinkedFootage], stage: str) -> int:
    return sum(1 for each in footage if each.stage == stage and each.kind is not Kind.SIDECAR)


def _excuse(dossier: Dossier, stage: str) -> str:
    return next(
        (
            note.no
            for note in reversed(dossier.notes)
            if note.explains
            and note.draft.kind is NoteKind.EXEMPTION
            and note.draft.stage in {"", stage}
        ),
        "",
    )
