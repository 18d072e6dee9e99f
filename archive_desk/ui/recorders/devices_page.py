"""The office's recorders and their clocks: a list, and the history of the one chosen."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.clock_errors import ClockError, Measurement
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Right
from archive_desk.services.clocks import Clocks, DeviceClock
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders import words
from archive_desk.ui.recorders.clock_window import ClockWindow
from archive_desk.ui.recorders.device_dialog import DeviceDialog
from archive_desk.ui.recorders.film_dialog import FilmDialog
from archive_desk.ui.recorders.measure_dialog import MeasureDialog
from archive_desk.ui.recorders.reason_dialog import ReasonDialog
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_file
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.list_and_details import ListAndDetails
from archive_desk.ui.widgets.panels import Card, EmptyState, clear
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class DevicesPage(QWidget):
    """Every recorder that is registered or has left recordings."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._clocks = Clocks(context.desk)
        self._may = context.actor.may(Right.CORRECT_FOOTAGE)
        self._columns = self._make_columns()
        self._model: RowModel[DeviceClock] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.device.number
        )
        self.table = Table(
            self._model,
            name="recorders",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("记录仪"))
        self.table.rows_selected.connect(self._on_selected)
        self.table.row_opened.connect(lambda _row: self.measure())
        self.window_shown: ClockWindow | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        self._note = label("", "muted")
        top.addWidget(self._note, 1)
        top.addWidget(button(self.tr("校时画面(&C)"), "clock", then=self.show_clock))
        if self._may:
            read = button(self.tr("读取校时录像(&V)…"), "video", then=self._choose_film)
            top.addWidget(read)
            top.addWidget(
                button(self.tr("登记记录仪(&N)…"), "plus", kind="primary", then=self.register)
            )
        self.nothing = EmptyState(
            "video",
            self.tr("还没有记录仪"),
            self.tr("采集音像后，用过的设备会列在这里；也可以先登记。"),
        )
        self._both = ListAndDetails(self.table, self.nothing, width=380)
        self.details = self._both.details
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        column.addWidget(self._both, 1)

    def _make_columns(self) -> Sequence[Column[DeviceClock]]:
        return (
            Column(
                "number",
                self.tr("设备编号"),
                lambda row: row.device.number,
                subtitle=lambda row: row.device.model,
                bold=True,
                stretch=True,
            ),
            Column("section", self.tr("保管股室"), lambda row: row.device.section, width=130),
            Column(
                "recordings",
                self.tr("音像"),
                lambda row: wording.number(row.recordings),
                side=Side.RIGHT,
                width=76,
            ),
            Column(
                "latest",
                self.tr("最近使用"),
                lambda row: wording.compact(row.latest, seconds=False),
                width=150,
            ),
            Column(
                "error",
                self.tr("时钟"),
                _error_text,
                subtitle=lambda row: (
                    "" if row.last is None else wording.compact(row.last.measured_at, seconds=False)
                ),
                tone=lambda row: Tone.FAINT if row.last is None else None,
                width=160,
            ),
            Column(
                "state",
                self.tr("登记"),
                lambda row: _state(row).text,
                badge=_state,
                width=104,
            ),
        )

    def refresh(self) -> None:
        """Read the devices again."""
        rows = self._clocks.devices(self._context.actor)
        kept = {row.device.number for row in self.table.selected()}
        self._model.use(listed(rows, self._columns))
        self.table.select_keys(set(kept))
        self._note.setText(wording.tr("共 {n} 台", n=len(rows)))
        self._both.show_list(some=bool(rows))
        self._on_selected(self.table.selected())

    def choose(self, number: str) -> None:
        """Bring one device forward."""
        self.table.choose(number)

    @property
    def chosen(self) -> DeviceClock | None:
        """The device chosen in the list."""
        return next(iter(self.table.selected()), None)

    # -- one device --------------------------------------------------------------------------

    def _on_selected(self, rows: Sequence[DeviceClock]) -> None:
        self.details.setVisible(bool(rows))
        if rows:
            self._show(rows[0])

    def _show(self, row: DeviceClock) -> None:
        self.details.set_title(row.device.number)
        clear(self.details.body)
        about = [row.device.model, row.device.section, row.device.note]
        if any(about):
            words_of = wording.listing(part for part in about if part)
            self.details.body.addWidget(label(words_of, "muted", wrap=True))
        self.details.body.addWidget(label(self.tr("校时记录"), "strong"))
        if not row.errors:
            advice = self.tr("还没有校时。设备时间将原样采用；与证据文书核对前建议先校时。")
            self.details.body.addWidget(label(advice, "muted", wrap=True))
        for error in reversed(row.errors):
            self.details.body.addWidget(self._error_card(error))
        self.details.body.addStretch(1)
        clear(self.details.foot)
        if not self._may:
            return
        holder = QWidget()
        flow = FlowLayout(holder)
        flow.addWidget(button(self.tr("登记校时(&T)…"), "clock", kind="primary", then=self.measure))
        flow.addWidget(button(self.tr("更改登记(&E)…"), "pencil", then=self.edit))
        self.details.foot.addWidget(holder, 1)

    def _error_card(self, error: ClockError) -> QWidget:
        card = Card()
        head = QHBoxLayout()
        said = f"{words.error_words(error.offset)}  {words.range_words(error.uncertainty)}"
        head.addWidget(label(said, "strong"), 1)
        if error.withdrawn is not None:
            head.addWidget(BadgeLabel(wording.tr("已撤回"), Tone.NEUTRAL))
        elif self._may:
            withdraw = button(self.tr("撤回"), kind="link", then=partial(self.withdraw, error))
            withdraw.setAccessibleName(self.tr("撤回") + f" {error.id}")
            head.addWidget(withdraw)
        card.body.addLayout(head)
        lines = [
            wording.compact(error.measured_at) + "　" + wording.sentence(error.how.label),
            words.span_words(error),
        ]
        if error.drift_from is not None:
            lines.append(self.tr("与第 {n} 次校时之间按均匀走时推算").format(n=error.drift_from))
        lines.append(f"{error.by}：{error.reason}")
        if error.withdrawn is not None:
            lines.append(
                self.tr("{by} 于 {at} 撤回：{reason}").format(
                    by=error.withdrawn.by,
                    at=wording.compact(error.withdrawn.at, seconds=False),
                    reason=error.withdrawn.reason,
                )
            )
        for line in lines:
            card.body.addWidget(label(line, "caption", wrap=True))
        return card

    # -- verbs -------------------------------------------------------------------------------

    def show_clock(self) -> None:
        """The clock over the whole screen, to be filmed."""
        self.window_shown = ClockWindow(self._clocks)
        self.window_shown.destroyed.connect(self._on_clock_gone)
        self.window_shown.showFullScreen()

    def _on_clock_gone(self) -> None:
        self.window_shown = None

    def register(self) -> None:
        """Register a recorder."""
        self._keep(DeviceDialog(parent=self))

    def edit(self) -> None:
        """Change what the register says of the device chosen."""
        if self.chosen is not None:
            self._keep(DeviceDialog(self.chosen.device, self))

    def _keep(self, dialog: DeviceDialog) -> None:
        accepted = bool(dialog.exec())
        device = dialog.device
        dialog.deleteLater()
        if not accepted:
            return
        try:
            kept = self._clocks.keep(self._context.actor, device)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.refresh()
        self.choose(kept.number)
        self._context.notices.success(self.tr("已登记 {number}。").format(number=kept.number))

    def measure(self, found: Measurement | None = None) -> None:
        """State how far the clock of the device chosen, or of a film, is off."""
        device = self.chosen.device.number if found is None and self.chosen else ""
        device = found.device if found is not None else device
        if not device or not self._may:
            return
        errors = self._clocks.history(self._context.actor, device)
        dialog = MeasureDialog(self._context, self._clocks, device, errors, found, self)
        accepted = bool(dialog.exec())
        said = dialog.measurement
        dialog.deleteLater()
        if accepted:
            self.state(said)

    def state(self, said: Measurement) -> None:
        """Write a measurement down; many recordings may have to be corrected, so it is a job."""
        clocks, actor = self._clocks, self._context.actor
        job = Job(
            self.tr("登记校时"), lambda _monitor: clocks.state(actor, said), parent=self, quiet=True
        )
        job.succeeded.connect(self._on_stated)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_stated(self, done: object) -> None:
        self._tell(self.tr("校时已登记，改正了 {n} 个音像的时间。"), done)

    def withdraw(self, error: ClockError) -> None:
        """Take a measurement back."""
        dialog = ReasonDialog(
            self.tr("撤回这次校时吗？"),
            self.tr("这次校时不再用于改正时间，记录本身保留可查。"),
            self.tr("撤回"),
            danger=True,
            parent=self,
        )
        accepted, reason = bool(dialog.exec()), dialog.words
        dialog.deleteLater()
        if not accepted:
            return
        clocks, actor = self._clocks, self._context.actor
        job = Job(
            self.tr("撤回校时"),
            lambda _monitor: clocks.withdraw(actor, error.id, reason),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_withdrawn)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_withdrawn(self, done: object) -> None:
        self._tell(self.tr("校时已撤回，重新确定了 {n} 个音像的时间。"), done)

    def _tell(self, said: str, done: object) -> None:
        effects = getattr(done, "effects", ())
        self.refresh()
        self._context.notices.success(said.format(n=len(effects)))
        self._context.changes.footage_changed.emit(tuple(e.footage_id for e in effects))

    def _choose_film(self) -> None:
        path = choose_file(
            self,
            self._context.remembered,
            "clock-film",
            self.tr("选择拍摄校时画面的录像"),
            self.tr("录像 (*.mp4 *.mov *.avi *.mkv *.ts *.3gp *.flv);;全部文件 (*)"),
        )
        if path is not None:
            self.read_film(path)

    def read_film(self, chosen: FootageId | Path) -> None:
        """Read a film of the clock, and state what it shows."""
        dialog = FilmDialog(self._context, self._clocks, chosen, self)
        accepted = bool(dialog.exec())
        found = dialog.measurement
        dialog.deleteLater()
        if accepted and found is not None:
            self.measure(found)


def _error_text(row: DeviceClock) -> str:
    return wording.tr("未校时") if row.last is None else words.error_words(row.last.offset)


def _state(row: DeviceClock) -> Badge:
    if not row.registered:
        return Badge(wording.tr("未登记"), Tone.WARN)
    if not row.device.active:
        return Badge(wording.tr("已停用"), Tone.NEUTRAL)
    return Badge(wording.tr("在用"), Tone.GOOD)
