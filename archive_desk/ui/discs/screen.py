"""The disc register: discs at the left, the chosen one with its next step at the right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import DiscId
from archive_desk.domain.people import Right
from archive_desk.domain.work import Monitor
from archive_desk.services.burning import Burning
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.disc_migrating import DiscMigrating
from archive_desk.services.disc_reading import DiscReading
from archive_desk.services.disc_recognising import Kind, Recognised
from archive_desk.services.imaging import DiscFilter, Imaging
from archive_desk.ui import wording
from archive_desk.ui.discs.actions import Action
from archive_desk.ui.discs.burn_desk import BurnDesk
from archive_desk.ui.discs.burn_station import BurnStation
from archive_desk.ui.discs.details import DiscDetails
from archive_desk.ui.discs.dialogs import BurnedDialog, FindingsDialog, LineDialog
from archive_desk.ui.discs.drive_watch import DriveWatch
from archive_desk.ui.discs.found_dialog import FoundDialog
from archive_desk.ui.discs.listing import columns, source
from archive_desk.ui.discs.place_dialog import PlaceDialog
from archive_desk.ui.discs.plan_dialog import PlanDialog
from archive_desk.ui.discs.printing import Printing
from archive_desk.ui.discs.read_dialog import ReadDialog
from archive_desk.ui.discs.rounds_dialog import RoundsDialog
from archive_desk.ui.intentions import Intention, MakeDisc, ShowDisc
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.row_model import RowModel, Source
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table


@dataclass
class _Work:
    """Work under way on a disc."""

    words: str
    job: Job


class DiscsScreen(Screen):
    """Discs from plan to shelf."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._imaging = Imaging(context.desk)
        self._keeping = DiscKeeping(context.desk)
        self._printing = Printing(context, self)
        self._burning = Burning(context.desk)
        self._works: dict[str, _Work] = {}
        self.station = BurnStation(context, self._burning, self)
        self.burn_desk: BurnDesk | None = None
        self.watch = DriveWatch(context, self._burning, self)
        self.filters = FilterBar(self.tr("搜索光盘号、盘组、题名、案号或位置"))
        states = [Choice(state, wording.sentence(state.label)) for state in DiscState]
        self.filters.add_filter("state", self.tr("全部状态"), states)
        keeps = context.actor.may(Right.KEEP_DISCS)
        self.verify_button = icon_button(
            "shield-check", self.tr("校验光盘或映像"), shortcut="Ctrl+E", then=self.verify_other
        )
        self.verify_button.setVisible(keeps)
        self.filters.add_right(self.verify_button)
        self.rounds_button = icon_button(
            "calendar-clock", self.tr("光盘抽检"), shortcut="Ctrl+J", then=self.show_rounds
        )
        self.rounds_button.setVisible(keeps)
        self.filters.add_right(self.rounds_button)
        self.new_button = button(
            self.tr("制作光盘(&N)…"), "plus", kind="primary", shortcut="Ctrl+N", then=self.make
        )
        self.new_button.setVisible(keeps)
        self.filters.add_right(self.new_button)
        self.table = Table(
            RowModel(columns(), self._source(), key=lambda disc: disc.id),
            name="discs",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("光盘登记簿"))
        first = button(self.tr("制作光盘"), "disc-3", then=self.make)
        first.setVisible(keeps)
        self.empty = EmptyState("disc-3", "", "", first)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.details = DiscDetails(context.actor)
        self.details.drives = keeps and bool(self._burning.drives())
        self.details.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.addWidget(self._splitter)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filters_changed)
        self.table.rows_selected.connect(self._on_rows_selected)
        self.table.row_opened.connect(self._show)
        self.details.closed.connect(self._on_details_closed)
        self.details.wanted.connect(self.act)
        self.details.opening.connect(self.ask)
        self.details.cancel_wanted.connect(self._on_cancel_wanted)
        self.details.disc_wanted.connect(self._show_number)
        self.station.begun.connect(self._on_burning_begun)
        self.station.changed.connect(lambda: self.watch.leave_alone(self.station.busy))
        self.watch.inserted.connect(self._on_disc_inserted)
        self.context.changes.discs_changed.connect(self.set_stale)

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again, and the disc beside it."""
        if self.context.actor.may(Right.KEEP_DISCS):
            self.watch.start()
        self._reload()
        disc = self.details.disc
        if disc is not None and not self.details.isHidden():
            self._show(disc)

    def open_item(self, intention: Intention) -> None:
        """Show a disc, or plan new ones."""
        if isinstance(intention, ShowDisc):
            self.show_disc(intention.disc_id)
        elif isinstance(intention, MakeDisc):
            self.make(intention)

    def shut(self) -> None:
        """Look at no drive any more."""
        self.watch.stop()
        if self.burn_desk is not None:
            self.burn_desk.close()

    def show_disc(self, disc_id: DiscId) -> None:
        """Show one disc beside the list."""
        self._show_number(str(disc_id))

    def _show(self, disc: Disc) -> None:
        self._show_number(disc.no)

    def _show_number(self, no: str) -> None:
        try:
            catalogue = self._imaging.show(self.context.actor, no)
            health = self._keeping.health(self.context.actor, catalogue.disc.no)
            attempts = self._keeping.attempts(self.context.actor, catalogue.disc.no)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.details.show_disc(catalogue, health, attempts)
        self.details.show()
        self._show_work()

    def _source(self) -> Source[Disc]:
        where = DiscFilter(text=self.filters.text, state=self.filters.value("state"))
        return source(self._imaging, self.context.actor, where)

    def _reload(self) -> None:
        self.table.rows.use(self._source())
        if self.table.rows.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        if self.filters.narrowed:
            self.empty.say(self.tr("没有符合条件的光盘"), self.tr("换个词，或清除条件再看。"))
        else:
            self.empty.say(
                self.tr("还没有光盘"),
                self.tr("选好案卷或音像，就能算出要几张光盘，制作映像并登记。"),
            )
        self._stack.setCurrentWidget(self.empty)

    # -- what happens ------------------------------------------------------------------------

    def _on_filters_changed(self) -> None:
        self._on_details_closed()
        self._reload()

    def _on_rows_selected(self, rows: tuple[Disc, ...]) -> None:
        if rows:
            self._show(rows[0])

    def _on_details_closed(self) -> None:
        self.details.hide()
        self.details.disc = None
        self.table.clearSelection()

    def _on_cancel_wanted(self) -> None:
        work = self._work()
        if work is not None:
            work.job.cancel()

    def _work(self) -> _Work | None:
        return self._works.get(self.details.disc.no) if self.details.disc else None

    def _show_work(self) -> None:
        work = self._work()
        self.details.show_work(work.words if work else "", work.job.pace if work else None)

    # -- verbs -------------------------------------------------------------------------------

    def make(self, intention: MakeDisc | None = None) -> None:
        """Plan discs."""
        cases: tuple[str, ...] = ()
        if intention is not None and intention.case_ids:
            cases = self._imaging.case_numbers(self.context.actor, intention.case_ids)
        footage = intention.footage_ids if intention is not None else ()
        dialog = PlanDialog(self.context, cases, footage, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.discs:
            first = dialog.discs[0]
            words = self.tr("已计划 {count} 张光盘，从 {no} 起编号。接着制作映像。")
            self.context.notices.success(words.format(count=len(dialog.discs), no=first.no))
            self.filters.clear()
            self.context.changes.discs_changed.emit(tuple(disc.id for disc in dialog.discs))
            self._reload()
            self._show(first)
        dialog.deleteLater()

    def act(self, action: Action) -> None:
        """Do what a button below the disc stands for."""
        disc = self.details.disc
        if disc is None:
            return
        verbs: dict[Action, Callable[[Disc], None]] = {
            Action.BUILD: self._build,
            Action.BURN: self._burn,
            Action.VERIFY: self._verify,
            Action.REGISTER: self._register,
            Action.READ_BACK: self._read_back,
            Action.PLACE: self._place,
            Action.PRINT: self._print,
            Action.MIGRATE: self._migrate,
            Action.SHOW_FILE: self._show_file,
            Action.RETIRE: self._retire,
        }
        verbs[action](disc)

    def _build(self, disc: Disc) -> None:
        actor = self.context.actor
        self._work_on(
            disc,
            self.tr("制作映像 {no}").format(no=disc.no),
            lambda monitor: self._imaging.build(actor, disc.no, monitor),
            self._on_building_succeeded,
        )

    def _on_building_succeeded(self, disc: Disc) -> None:
        words = self.tr("映像 {no} 已做好，每个文件都与登记的校验值一致。")
        self.context.notices.success(words.format(no=disc.no))

    def _verify(self, disc: Disc) -> None:
        actor = self.context.actor
        self._work_on(
            disc,
            self.tr("校验映像 {no}").format(no=disc.no),
            lambda monitor: self._imaging.verify(actor, disc.no, monitor),
            self._on_reading_succeeded,
        )

    def verify_other(self) -> None:
        """Read any image or disc through and say what it is."""
        dialog = ReadDialog(self.context, self._burning, None, self)
        target = dialog.target if dialog.exec() == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if target is None:
            return
        actor = self.context.actor
        path = self._burning.drive(target).device if isinstance(target, str) else target
        job = Job(
            self.tr("校验 {name}").format(name=path.name),
            lambda monitor: self._imaging.verify(actor, path, monitor),
            parent=self,
        )
        job.succeeded.connect(self._on_reading_succeeded)
        self.context.jobs.start(job, Lane.DRIVE)

    def show_rounds(self) -> None:
        """Show the check calendar and the round under way."""
        dialog = RoundsDialog(self.context, self._burning, self)
        dialog.exec()
        dialog.deleteLater()

    def _read_back(self, disc: Disc) -> None:
        dialog = ReadDialog(self.context, self._burning, disc, self)
        target = dialog.target if dialog.exec() == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if target is None:
            return
        actor = self.context.actor

        def work(monitor: Monitor) -> DiscReading:
            if isinstance(target, str):
                return self._burning.read_back(actor, disc.no, target, monitor)
            return self._keeping.read_back(actor, disc.no, target, monitor)

        title = self.tr("读检光盘 {no}").format(no=disc.no)
        self._work_on(disc, title, work, self._on_reading_succeeded, Lane.DRIVE)

    def _on_reading_succeeded(self, reading: DiscReading) -> None:
        name = reading.disc.no if reading.disc else reading.verification.identifier
        if reading.findings:
            title = self.tr("光盘 {no} 有问题").format(no=name)
            dialog = FindingsDialog(title, reading.findings, self)
            dialog.exec()
            dialog.deleteLater()
            return
        words = self.tr("{no} 已全部读出，{count} 个文件都与校验清单一致。")
        self.context.notices.success(words.format(no=name, count=reading.verification.files))

    def _register(self, disc: Disc) -> None:
        dialog = BurnedDialog(disc, self.context.desk.clock(), self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            actor, at = self.context.actor, dialog.at.value
            self._try(
                lambda: self._keeping.register_burned(
                    actor,
                    disc.no,
                    copy_set=dialog.copy_set.value,
                    location=dialog.location.text(),
                    burned_at=at,
                ),
                self.tr("已登记 {no} 刻录完成，请接着读检。").format(no=disc.no),
            )
        dialog.deleteLater()

    def _burn(self, disc: Disc) -> None:
        """Open the burning desk, or bring it forward, with this disc to begin with."""
        if self.burn_desk is not None:
            self.burn_desk.close()
        self.burn_desk = BurnDesk(self.context, self._burning, self.station, disc, self)
        self.burn_desk.finished.connect(self._on_burn_desk_finished)
        self.burn_desk.show()

    def _on_burn_desk_finished(self) -> None:
        if self.burn_desk is not None:
            self.burn_desk.deleteLater()
            self.burn_desk = None

    def _on_disc_inserted(self, found: Recognised) -> None:
        """Say what was put in, and show its card if it is one of ours and nobody works here."""
        self.context.notices.info(wording.sentence(found.words))
        free = self.isVisible() and QApplication.activeModalWidget() is None
        if not free:
            return
        if found.kind is Kind.OURS and found.disc is not None:
            self._show_number(found.disc.no)
        elif found.kind is Kind.OTHER_ARCHIVE:
            dialog = FoundDialog(self.context, found, self)
            dialog.open()
            dialog.finished.connect(dialog.deleteLater)

    def _on_burning_begun(self, disc: Disc, title: str, job: Job) -> None:
        self._follow(disc, title, job)

    def _place(self, disc: Disc) -> None:
        places = [path for path, _ in self._keeping.places(self.context.actor)]
        dialog = PlaceDialog(disc, places, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._try(
                lambda: self._keeping.place(self.context.actor, disc.no, dialog.location),
                self.tr("已登记 {no} 的存放位置。").format(no=disc.no),
            )
        dialog.deleteLater()

    def _migrate(self, disc: Disc) -> None:
        dialog = LineDialog(
            self.tr("迁移光盘 {no}").format(no=disc.no),
            self.tr(
                "按原内容计划一张新盘，编号另起，套别和盘序不变；新盘读检通过后，旧盘转为已迁移。"
            ),
            self.tr("原因(&R)"),
            self.tr("计划新盘"),
            parent=self,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            migrating = DiscMigrating(self.context.desk)
            self._try(
                lambda: migrating.migrate(self.context.actor, disc.no, dialog.text),
                self.tr("已计划接替 {no} 的新盘，接着制作映像。").format(no=disc.no),
            )
        dialog.deleteLater()

    def _retire(self, disc: Disc) -> None:
        dialog = LineDialog(
            self.tr("作废光盘 {no}").format(no=disc.no),
            self.tr("登记簿里这一行和编号会保留，但不能再使用。映像文件不会删除。"),
            self.tr("原因(&R)"),
            self.tr("作废"),
            danger=True,
            parent=self,
        )
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._try(
                lambda: self._keeping.retire(self.context.actor, disc.no, dialog.text),
                self.tr("光盘 {no} 已作废。").format(no=disc.no),
            )
        dialog.deleteLater()

    def _print(self, disc: Disc) -> None:
        self._printing.print(disc)

    def _show_file(self, disc: Disc) -> None:
        try:
            folder = self._imaging.image_file(disc).parent
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # -- how verbs are run -------------------------------------------------------------------

    def _work_on(
        self,
        disc: Disc,
        title: str,
        work: Callable[[Monitor], object],
        done: Callable[..., None],
        lane: Lane = Lane.WRITE,
    ) -> None:
        job = Job(title, work, parent=self)
        job.succeeded.connect(done)
        self._follow(disc, title, job)
        self.context.jobs.start(job, lane)

    def _follow(self, disc: Disc, title: str, job: Job) -> None:
        """Show beside the disc what a job does with it."""
        self._works[disc.no] = _Work(title, job)
        job.progressed.connect(lambda _pace: self._show_work())
        job.ended.connect(lambda: self._on_work_ended(disc))
        self._show_work()

    def _on_work_ended(self, disc: Disc) -> None:
        self._works.pop(disc.no, None)
        self.context.changes.discs_changed.emit((disc.id,))

    def _try(self, verb: Callable[[], Disc], said: str) -> None:
        try:
            disc = verb()
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            self.refresh()
            return
        self.context.notices.success(said)
        self.context.changes.discs_changed.emit((disc.id,))
