"""Damage and loss: what waits to be settled, and how the rest ended."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.incidents import Incident, Outcome
from archive_desk.domain.people import Right
from archive_desk.services.incidents import Incidents
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class IncidentsDialog(Dialog):
    """The register of damage and loss, and a line to settle the one chosen."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=720)
        self.set_title(self.tr("损坏遗失登记"))
        self._context = context
        self._incidents = Incidents(context.desk)
        words = self.tr("归还检查发现的损坏和缺失登记在这里，处理完毕前缺失的档案不能再借出。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.id),
            name="incidents",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("损坏遗失登记"))
        self.table.setMinimumHeight(theme().px(220))
        self.table.rows_selected.connect(self._on_rows_selected)
        self.body.addWidget(self.table, 1)
        self._nothing = label(self.tr("没有损坏或遗失。"), "muted")
        self.body.addWidget(self._nothing)
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self._form = Form()
        self.outcome = ChoiceBox(
            self.tr("处理结果"), [Choice(each, wording.sentence(each.label)) for each in Outcome]
        )
        self._form.add(self.tr("处理结果(&O)"), self.outcome)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(56))
        self._form.add(self.tr("处理情况(&Y)"), self.words, needed=True)
        self.settle_button = button(self.tr("处理完毕(&S)"), kind="primary", then=self._settle)
        self.body.addWidget(self._form)
        self.body.addWidget(self.settle_button, 0, Qt.AlignmentFlag.AlignRight)
        self.set_buttons(None, self.tr("关闭"))
        self._show()

    def _make_columns(self) -> list[Column[Incident]]:
        def standing(incident: Incident) -> Badge:
            if incident.outcome is None:
                return Badge(self.tr("待处理"), Tone.WARN)
            return Badge(wording.sentence(incident.outcome.label), Tone.NEUTRAL)

        def below(incident: Incident) -> str:
            return f"{incident.no}　{incident.settlement or incident.description}"

        return [
            Column(
                "item",
                self.tr("档案"),
                lambda each: each.item.label,
                subtitle=below,
                hint=lambda each: f"{each.description}\n{each.settlement}".strip(),
                stretch=True,
            ),
            Column(
                "condition",
                self.tr("检查"),
                lambda each: wording.sentence(each.condition.label),
                width=80,
            ),
            Column(
                "borrower",
                self.tr("借阅人"),
                lambda each: each.borrower,
                subtitle=lambda each: each.loan_no,
                width=120,
            ),
            Column(
                "reported_at",
                self.tr("登记时间"),
                lambda each: wording.compact(each.reported_at, seconds=False),
                subtitle=lambda each: each.reported_by,
                width=140,
            ),
            Column("state", self.tr("状态"), lambda e: standing(e).text, badge=standing, width=90),
        ]

    def _show(self) -> None:
        found = self._incidents.everything(self._context.actor)
        self.table.rows.use(listed(found, self._columns))
        self.table.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._on_rows_selected(())

    def _on_rows_selected(self, rows: tuple[Incident, ...]) -> None:
        may = self._context.actor.may(Right.CIRCULATE)
        wanted = may and bool(rows) and rows[0].open
        self._form.setVisible(wanted)
        self.settle_button.setVisible(wanted)

    def _settle(self) -> None:
        rows = self.table.selected()
        if not rows:
            return
        self._problem.hide()
        try:
            self._incidents.settle(
                self._context.actor, rows[0].no, self.outcome.value, self.words.toPlainText()
            )
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            self._problem.show()
            return
        self.words.clear()
        self._show()
