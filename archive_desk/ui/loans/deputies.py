"""Deputies: who signs while an approver is away."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right, Role
from archive_desk.services.accounts import Accounts
from archive_desk.services.deputising import Deputising
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import zone


class DeputiesDialog(Dialog):
    """The deputyships there are, and a line to appoint another."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=640)
        self.set_title(self.tr("审批代理"))
        self._context = context
        self._deputising = Deputising(context.desk)
        words = self.tr("外出时指定代理人，由其在期限内代为签署；签署处会注明代谁签署。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda deputy: deputy.id),
            name="deputies",
            remembered=context.remembered,
            row_height=36,
            single=True,
        )
        self.table.setAccessibleName(self.tr("审批代理"))
        self.table.setMinimumHeight(theme().px(150))
        self.table.rows_selected.connect(self._on_rows_selected)
        self.body.addWidget(self.table, 1)
        self.end_button = button(self.tr("结束所选代理(&E)"), then=self._end)
        self.body.addWidget(self.end_button, 0, Qt.AlignmentFlag.AlignRight)
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self._lay_out_form()
        self.set_buttons(None, self.tr("关闭"))
        self._show()

    def _lay_out_form(self) -> None:
        actor = self._context.actor
        people = [p for p in Accounts(self._context.desk).everybody(actor) if p.active]
        signers = [p for p in people if p.may(Right.SIGN)]
        if actor.role is not Role.AGENCY_HEAD:
            signers = [p for p in signers if p.id == actor.id]
        self._form = Form()
        self.principal = ChoiceBox(self.tr("谁外出"), [Choice(p.account, p.name) for p in signers])
        self.deputy = ChoiceBox(
            self.tr("由谁代理"), [Choice(p.account, p.name) for p in people if p.id != actor.id]
        )
        today = self._context.desk.clock().astimezone(zone()).date()
        self.start = DatePicker(self.tr("起"), optional=False, value=today)
        self.until = DatePicker(self.tr("止"), optional=False, value=today + timedelta(days=7))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(48))
        self._form.add(self.tr("谁外出(&W)"), self.principal)
        self._form.add(self.tr("由谁代理(&D)"), self.deputy)
        period = QWidget()
        row = QHBoxLayout(period)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.start, 1)
        row.addWidget(label(self.tr("至"), "muted"))
        row.addWidget(self.until, 1)
        period.setFocusProxy(self.start)
        self._form.add(self.tr("期限(&T)"), period)
        self._form.add(self.tr("原因(&R)"), self.reason, needed=True)
        self.appoint_button = button(self.tr("指定代理(&A)"), kind="primary", then=self._appoint)
        may = bool(signers)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._form)
        self.body.addWidget(self.appoint_button, 0, Qt.AlignmentFlag.AlignRight)
        self._form.setVisible(may)
        self.appoint_button.setVisible(may)

    def _make_columns(self) -> list[Column[Deputy]]:
        def period(deputy: Deputy) -> str:
            ends = deputy.ended_at or deputy.valid_until
            return wording.tr(
                "{start} 至 {end}",
                start=wording.compact(deputy.valid_from)[:10],
                end=wording.compact(ends)[:10],
            )

        def standing(deputy: Deputy) -> Badge:
            now = self._context.desk.clock()
            if deputy.in_force(now):
                return Badge(self.tr("代理中"), Tone.GOOD)
            if deputy.ended_at is None and now < deputy.valid_from:
                return Badge(self.tr("未开始"), Tone.ACCENT)
            return Badge(self.tr("已结束"), Tone.NEUTRAL)

        return [
            Column("principal", self.tr("审批人"), lambda d: d.principal, width=110),
            Column("deputy", self.tr("代理人"), lambda d: d.deputy, width=110),
            Column("period", self.tr("期限"), period, width=190),
            Column("reason", self.tr("原因"), lambda d: d.reason, stretch=True),
            Column("state", self.tr("状态"), lambda d: standing(d).text, badge=standing, width=90),
        ]

    def _show(self) -> None:
        found = self._deputising.everything(self._context.actor)
        self.table.rows.use(listed(found, self._columns))
        self._on_rows_selected(())

    def _on_rows_selected(self, rows: tuple[Deputy, ...]) -> None:
        now = self._context.desk.clock()
        over = not rows or rows[0].ended_at is not None or now >= rows[0].valid_until
        self.end_button.setEnabled(not over)

    def _appoint(self) -> None:
        self._form.forgive()
        self._problem.hide()
        start, until = self.start.value, self.until.value
        assert start is not None
        assert until is not None
        try:
            self._deputising.appoint(
                self._context.actor,
                self.principal.value,
                self.deputy.value,
                datetime(start.year, start.month, start.day, tzinfo=zone()),
                end_of_day(until, zone()),
                self.reason.toPlainText(),
            )
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            self._problem.show()
            return
        self.reason.clear()
        self._show()

    def _end(self) -> None:
        rows = self.table.selected()
        if not rows:
            return
        try:
            self._deputising.end(self._context.actor, rows[0].id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self._show()
