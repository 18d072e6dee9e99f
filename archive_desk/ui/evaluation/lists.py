"""The tables of a round: its cases with who reviews them, its notices, the items of its sheet."""

from collections.abc import Callable

from archive_desk.domain.evaluation import RoundCase, Seat
from archive_desk.domain.evaluation_findings import Notice
from archive_desk.domain.evaluation_sheet import Answer, SheetItem
from archive_desk.ui import wording
from archive_desk.ui.evaluation.listing import item_columns, notice_columns
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.tables import Table


def cases_table(
    context: ScreenContext, result_of: Callable[[RoundCase], Badge | None]
) -> Table[RoundCase]:
    """The cases of a round; `result_of` says what came of one so far."""

    def result(case: RoundCase) -> str:
        found = result_of(case)
        return "" if found is None else found.text

    columns = [
        Column[RoundCase](
            "no",
            wording.tr("案卷"),
            lambda case: case.case_no,
            subtitle=lambda case: case.case_name,
            hint=lambda case: case.reason or case.case_name,
            sortable=False,
            width=240,
            stretch=True,
        ),
        Column[RoundCase](
            "section",
            wording.tr("股室"),
            lambda case: case.section,
            subtitle=lambda case: wording.sentence(case.kind.label),
            sortable=False,
            width=110,
        ),
        Column[RoundCase](
            "source",
            wording.tr("来源"),
            lambda case: _source(case).text,
            badge=_source,
            sortable=False,
            width=84,
        ),
        _seat_column(Seat.FIRST),
        _seat_column(Seat.SECOND),
        Column[RoundCase](
            "result", wording.tr("结果"), result, badge=result_of, sortable=False, width=130
        ),
    ]
    made = Table(
        RowModel(columns, listed([], columns), key=lambda case: case.id),
        name="evaluation-cases",
        remembered=context.remembered,
        row_height=52,
        single=True,
    )
    made.setAccessibleName(wording.tr("评查案卷"))
    return made


def notices_table(context: ScreenContext, name: str) -> Table[Notice]:
    """Notices; `name` is what the widths of the columns are remembered under."""
    columns = notice_columns(context.desk.clock)
    made = Table(
        RowModel(columns, listed([], columns), key=lambda notice: notice.id),
        name=name,
        remembered=context.remembered,
        row_height=52,
        single=True,
    )
    made.setAccessibleName(wording.tr("整改通知"))
    return made


def items_table(
    context: ScreenContext,
    answer_of: Callable[[SheetItem], Answer],
    part_of: Callable[[SheetItem], str],
) -> Table[SheetItem]:
    """The items of a sheet with what is said of them."""
    columns = item_columns(answer_of, part_of)
    made = Table(
        RowModel(columns, listed([], columns), key=lambda item: item.key),
        name="evaluation-items",
        remembered=context.remembered,
        row_height=44,
        single=True,
    )
    made.setAccessibleName(wording.tr("评查项目"))
    return made


def _seat_column(seat: Seat) -> Column[RoundCase]:
    def holder(case: RoundCase) -> str:
        found = case.holder(seat)
        return "—" if found is None else found.person

    def standing(case: RoundCase) -> str:
        if case.holder(seat) is None:
            return ""
        return wording.tr("已提交") if seat in case.handed_in else wording.tr("未提交")

    return Column(
        seat.value,
        wording.sentence(seat.label),
        holder,
        subtitle=standing,
        sortable=False,
        width=96,
    )


def _source(case: RoundCase) -> Badge:
    if case.drawn:
        return Badge(wording.tr("抽样"), Tone.NEUTRAL)
    return Badge(wording.tr("增加"), Tone.WARN)
