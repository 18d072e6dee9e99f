"""Load, overdue and refusals of each section, for those who decide."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from archive_desk.domain.loans import SectionLoad
from archive_desk.services.lending import Lending
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_PERIODS_DAYS = (30, 90, 365, 3_650)


class OverviewDialog(Dialog):
    """How much each section asks for, keeps too long, and is refused."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("各股室借阅概况"))
        self._context = context
        words = {
            30: self.tr("近 30 天"),
            90: self.tr("近 90 天"),
            365: self.tr("近一年"),
            3_650: self.tr("近十年"),
        }
        self.period = ChoiceBox(
            self.tr("时段"), [Choice(days, words[days]) for days in _PERIODS_DAYS]
        )
        self.period.choose(365)
        self.period.chosen.connect(lambda _days: self._show())
        self.body.addWidget(self.period)
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda load: load.section),
            name="loans-overview",
            remembered=context.remembered,
            row_height=36,
            single=True,
        )
        self.table.setAccessibleName(self.tr("各股室借阅概况"))
        self.table.setMinimumHeight(theme().px(240))
        self.body.addWidget(self.table, 1)
        self._sum = label("", "muted")
        self.body.addWidget(self._sum)
        self.set_buttons(None, self.tr("关闭"))
        self._show()

    def _make_columns(self) -> list[Column[SectionLoad]]:
        def number(key: str, words: str, *, bad: bool = False) -> Column[SectionLoad]:
            def tone(load: SectionLoad) -> Tone | None:
                return Tone.BAD if bad and getattr(load, key) else None

            return Column(
                key,
                words,
                lambda load: str(getattr(load, key)),
                tone=tone,
                side=Side.RIGHT,
                width=90,
            )

        return [
            Column(
                "section",
                self.tr("股室"),
                lambda load: load.section or self.tr("未注明"),
                stretch=True,
            ),
            number("requests", self.tr("申请数")),
            number("waiting", self.tr("待批")),
            number("out", self.tr("借出中")),
            number("overdue", self.tr("逾期"), bad=True),
            number("refused", self.tr("未批准")),
        ]

    def _show(self) -> None:
        since = self._context.desk.clock() - timedelta(days=self.period.value)
        found = Lending(self._context.desk).by_section(self._context.actor, since)
        self.table.rows.use(listed(found, self._columns))
        words = self.tr("共 {requests} 份申请，逾期 {overdue}，未批准 {refused}")
        self._sum.setText(
            words.format(
                requests=sum(each.requests for each in found),
                overdue=sum(each.overdue for each in found),
                refused=sum(each.refused for each in found),
            )
        )
