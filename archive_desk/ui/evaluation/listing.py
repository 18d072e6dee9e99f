"""The columns of the lists: rounds, one's own notices, score sheets."""

from collections.abc import Callable
from datetime import datetime

from archive_desk.domain.evaluation import EvaluationRound
from archive_desk.domain.evaluation_findings import Notice
from archive_desk.domain.evaluation_sheet import Answer, SheetItem, points
from archive_desk.services.score_sheets import SheetText
from archive_desk.ui import wording
from archive_desk.ui.evaluation.words import notice_badge, round_badge, verdict_badge
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, Side

_DATE_LENGTH = len("2026-11-20")


def round_columns() -> list[Column[EvaluationRound]]:
    """Rounds: what, when, how far."""
    return [
        Column(
            "name",
            wording.tr("评查"),
            lambda row: row.name,
            subtitle=lambda row: row.no,
            sortable=False,
            stretch=True,
        ),
        Column(
            "period",
            wording.tr("期间"),
            lambda row: f"{row.plan.period_from} – {row.plan.period_until}",
            sortable=False,
            width=196,
        ),
        Column(
            "sheet",
            wording.tr("评分表"),
            lambda row: row.sheet_title,
            sortable=False,
            width=190,
        ),
        Column(
            "cases",
            wording.tr("已评定"),
            lambda row: f"{row.settled_count} / {row.case_count}" if row.case_count else "—",
            side=Side.RIGHT,
            sortable=False,
            width=84,
        ),
        Column(
            "state",
            wording.tr("状态"),
            lambda row: round_badge(row).text,
            badge=round_badge,
            sortable=False,
            width=110,
        ),
    ]


def notice_columns(clock: Callable[[], datetime]) -> list[Column[Notice]]:
    """Notices: about what, by when, where they stand."""

    def badge(row: Notice) -> Badge:
        return notice_badge(row, clock())

    return [
        Column(
            "case",
            wording.tr("案卷"),
            lambda row: row.case_no,
            subtitle=lambda row: row.case_name,
            sortable=False,
            stretch=True,
        ),
        Column("no", wording.tr("通知编号"), lambda row: row.no, sortable=False, width=130),
        Column(
            "due",
            wording.tr("期限"),
            lambda row: wording.compact(row.due_at)[:_DATE_LENGTH],
            sortable=False,
            width=110,
        ),
        Column(
            "state",
            wording.tr("状态"),
            lambda row: badge(row).text,
            badge=badge,
            sortable=False,
            width=110,
        ),
    ]


def sheet_columns() -> list[Column[SheetText]]:
    """Score sheets: what they hold and whose they are."""
    return [
        Column(
            "title",
            wording.tr("评分表"),
            lambda row: row.sheet.title,
            subtitle=lambda row: row.sheet.note,
            sortable=False,
            stretch=True,
        ),
        Column(
            "parts",
            wording.tr("构成"),
            lambda row: wording.listing(
                f"{part.title} {points(part.tenths)}" for part in row.sheet.sections
            ),
            sortable=False,
            width=320,
        ),
        Column(
            "version",
            wording.tr("版本"),
            lambda row: str(row.sheet.version),
            side=Side.RIGHT,
            sortable=False,
            width=64,
        ),
        Column(
            "own",
            wording.tr("来源"),
            lambda row: _owner(row).text,
            badge=_owner,
            sortable=False,
            width=100,
        ),
    ]


def _owner(row: SheetText) -> Badge:
    if row.own:
        return Badge(wording.tr("本单位"), Tone.ACCENT)
    return Badge(wording.tr("程序自带"), Tone.NEUTRAL)


def item_columns(
    answer_of: Callable[[SheetItem], Answer], part_of: Callable[[SheetItem], str]
) -> list[Column[SheetItem]]:
    """Items of a sheet: what they ask, what they are worth, what is said of them."""
    return [
        Column(
            "title",
            wording.tr("评查项目"),
            lambda item: item.title,
            subtitle=part_of,
            hint=lambda item: item.title,
            sortable=False,
            stretch=True,
        ),
        Column(
            "points",
            wording.tr("分值"),
            lambda item: "" if item.veto else points(item.tenths),
            side=Side.RIGHT,
            sortable=False,
            width=52,
        ),
        Column(
            "verdict",
            wording.tr("认定"),
            lambda item: verdict_badge(answer_of(item)).text,
            badge=lambda item: verdict_badge(answer_of(item)),
            sortable=False,
            width=112,
        ),
    ]
