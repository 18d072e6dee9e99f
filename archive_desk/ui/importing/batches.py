"""Batches as a list: what came, whether it came in time, and whether its card may be emptied."""

from dataclasses import dataclass

from archive_desk.domain.copies import ReleaseReport
from archive_desk.domain.footage import Batch
from archive_desk.domain.hand_ins import BatchClock, HandInState
from archive_desk.ui import wording
from archive_desk.ui.importing.running import RELEASE_TONES
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column


@dataclass(frozen=True)
class BatchRow:
    """A batch, whether its card may be emptied, and whether it came in time."""

    batch: Batch
    release: ReleaseReport
    clock: BatchClock


HAND_IN_TONES = {
    HandInState.IN_TIME: Tone.GOOD,
    HandInState.LATE: Tone.BAD,
    HandInState.EXPLAINED: Tone.WARN,
    HandInState.UNKNOWN: Tone.WARN,
    HandInState.UNDECIDED: Tone.FAINT,
}
"""How pressing a batch's hand-in clock is."""


def batch_columns() -> tuple[Column[BatchRow], ...]:
    """The columns of the list of batches."""
    return (
        Column(
            "no",
            wording.tr("批次"),
            lambda row: row.batch.no,
            width=104,
            sortable=False,
            bold=True,
            subtitle=lambda row: wording.tr(
                "{n} 件，{size}",
                n=wording.number(row.batch.footage_count),
                size=wording.size(row.batch.size_bytes),
            ),
        ),
        Column(
            "started_at",
            wording.tr("采集时间"),
            lambda row: wording.compact(row.batch.started_at, seconds=False),
            width=140,
            sortable=False,
            subtitle=lambda row: row.batch.clerk,
        ),
        Column(
            "source",
            wording.tr("采集来源"),
            lambda row: source_name(row.batch.source),
            sortable=False,
            stretch=True,
            subtitle=lambda row: wording.listing(
                part for part in (row.batch.section, row.batch.officer) if part
            ),
            hint=lambda row: row.batch.source,
        ),
        Column(
            "hand_in",
            wording.tr("移交时限"),
            lambda row: wording.tr(row.clock.state.label),
            width=136,
            sortable=False,
            badge=lambda row: Badge(
                wording.tr(row.clock.state.label), HAND_IN_TONES[row.clock.state]
            ),
            hint=_clock_hint,
        ),
        Column(
            "release",
            wording.tr("存储卡"),
            lambda row: wording.tr(row.release.release.label),
            width=128,
            sortable=False,
            badge=lambda row: Badge(
                wording.tr(row.release.release.label), RELEASE_TONES[row.release.release]
            ),
            hint=lambda row: wording.sentence(row.release.wanting),
        ),
    )


def source_name(source: str) -> str:
    """What a card or folder is called; where it lay is only worth a tool tip."""
    name = source.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name or source


def _clock_hint(row: BatchRow) -> str:
    clock = row.clock
    lines = [] if clock.basis is None else [f"{clock.basis} {wording.tr(clock.text)}"]
    if clock.due is not None:
        lines.append(wording.tr("应于 {due} 前交存", due=wording.compact(clock.due)))
    lines.append(wording.tr("{n} 件超过时限", n=clock.late) if clock.late else "")
    lines.append(clock.reason)
    return "\n".join(line for line in lines if line)
