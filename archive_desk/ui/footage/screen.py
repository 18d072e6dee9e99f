"""The footage screen: find recordings, look at them, and hand them on to the other screens."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.corrections import Correction
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.people import Right
from archive_desk.domain.takes import Gap
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.setting_aside import SettingAside
from archive_desk.ui import icons, wording
from archive_desk.ui.footage import listing
from archive_desk.ui.footage.actions import Action, actions_for, intention_for
from archive_desk.ui.footage.aside import AsideDialog
from archive_desk.ui.footage.correction import CorrectionDialog
from archive_desk.ui.footage.details import FootageDetails
from archive_desk.ui.footage.filters import FootageFilters
from archive_desk.ui.footage.flagging import FlagDialog
from archive_desk.ui.footage.grid import FootageGrid
from archive_desk.ui.footage.health_verbs import HealthVerbs
from archive_desk.ui.footage.table import FootageTable
from archive_desk.ui.footage.thumbnails import Thumbnails
from archive_desk.ui.intentions import Intention, ShowFootage, TakeIn
from archive_desk.ui.note_dialog import NoteDialog
from archive_desk.ui.retention_card import RetentionCard
from archive_desk.ui.row_model import FOOTAGE_MIME, Drag, RowModel
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import Advice, EmptyState
from archive_desk.ui.widgets.text import label

_ROW_PICTURE, _LARGE_PICTURE = QSize(80, 45), QSize(336, 189)


class FootageScreen(Screen):
    """The catalogue of recordings."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._catalogue = Catalogue(context.desk)
        self._only: FootageFilter | None = None
        # Nothing is read before the screen is shown for the first time.
        self._shown: FootageFilter | None = None
        self._names: listing.Names = {}
        small, large = self._thumbnails(_ROW_PICTURE, 5), self._thumbnails(_LARGE_PICTURE, 9)
        self._small, self._large = small, large
        self.filters = FootageFilters()
        model = RowModel(
            listing.columns(small.picture, {}),
            listing.source(self._catalogue, context.actor, lambda: self._shown),
            key=lambda item: item.id,
            drag=Drag(FOOTAGE_MIME, lambda item: item.id),
        )
        self.table = FootageTable(model, name="footage", remembered=context.remembered)
        self.table.setAccessibleName(self.tr("音像列表"))
        self.table.menu_actions = self._menu_actions
        self.grid = FootageGrid(model, large, {})
        self.grid.setAccessibleName(self.tr("音像图片"))
        self.grid.setSelectionModel(self.table.selectionModel())
        self.details = FootageDetails(context.actor, large, {}, RetentionCard(context))
        self.details.hide()
        self._health = HealthVerbs(context, self)
        self._lay_out()
        self._connect()

    def _thumbnails(self, size: QSize, radius: int) -> Thumbnails:
        context = self.context
        return Thumbnails(
            self._catalogue, context.actor, context.jobs, size=size, radius=radius, parent=self
        )

    # -- arrangement -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._count = label("", "muted")
        self._only_strip = Advice(
            "", action=button(self.tr("显示全部"), kind="quiet", then=self.show_all)
        )
        self._only_strip.hide()
        self._views = QStackedWidget()
        self._views.addWidget(self.table)
        self._views.addWidget(self.grid)
        self.nothing = EmptyState("film", "", "", self._import_button())
        self.no_match = EmptyState(
            "search",
            self.tr("没有符合条件的音像"),
            self.tr("换个词，或清除条件再看。"),
            button(self.tr("清除条件"), then=self.show_all),
        )
        self._stack = QStackedWidget()
        for page in (self._views, self.nothing, self.no_match):
            self._stack.addWidget(page)
        for widget in self._view_buttons():
            self.filters.add_right(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self._only_strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self._count)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        whole.addWidget(self._splitter)

    def _import_button(self) -> QPushButton | None:
        if not self.context.actor.may(Right.IMPORT):
            return None
        return button(
            self.tr("采集音像"), "hard-drive-download", kind="primary", then=self._on_import_wanted
        )

    def _view_buttons(self) -> Sequence[QWidget]:
        self._as_list = icon_button("list", self.tr("列表"), checkable=True)
        self._as_pictures = icon_button("grid-2x2", self.tr("图片"), checkable=True)
        self._view_group = QButtonGroup(self)
        for made in (self._as_list, self._as_pictures):
            self._view_group.addButton(made)
        kept = self.context.remembered.layout("footage-view")
        pictures = kept is not None and bytes(kept.data()) == b"pictures"
        (self._as_pictures if pictures else self._as_list).setChecked(True)
        self._views.setCurrentWidget(self.grid if pictures else self.table)
        return (self._as_list, self._as_pictures)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filters_changed)
        self._as_list.toggled.connect(self._on_view_toggled)
        self._small.arrived.connect(self.table.viewport().update)
        self.table.rows_selected.connect(self._on_rows_selected)
        self.table.row_opened.connect(self._on_row_opened)
        self.grid.row_opened.connect(self._on_row_opened)
        self.grid.menu_wanted.connect(self._show_menu)
        self.details.closed.connect(self._on_details_closed)
        self.details.wanted.connect(self.act)
        self.details.opening.connect(self.ask)
        self.details.note_wanted.connect(self._on_note_wanted)
        self.details.item_wanted.connect(self.show_one)
        self.details.copy_wanted.connect(self._health.play_copy)
        changes = self.context.changes
        for changed in (changes.footage_changed, changes.cases_changed, changes.marks_changed):
            changed.connect(self.set_stale)
        changes.people_changed.connect(self.set_stale)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._on_find_wanted)

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list, what there is to filter by, and the recording beside the list."""
        actor = self.context.actor
        self._names = self._catalogue.officer_names(actor)
        self.grid.names = self.details.names = self._names
        self.filters.offer(self._catalogue.facets(actor))
        self.table.rows.columns = tuple(listing.columns(self._small.picture, self._names))
        self._reload(keep=True)
        if not self.details.isHidden() and self.details.report is not None:
            self.show_one(self.details.report.footage.id)

    def open_item(self, intention: Intention) -> None:
        """Show these recordings, or those that a text finds."""
        if not isinstance(intention, ShowFootage):
            return
        if intention.footage_ids:
            self.show_only(intention.footage_ids)
        else:
            self._only = None
            self.filters.set_text(intention.text)

    def shut(self) -> None:
        """Load no more pictures."""
        self._small.stop()
        self._large.stop()

    def show_only(self, footage_ids: Sequence[FootageId]) -> None:
        """Show these recordings and nothing else."""
        self._only = FootageFilter(ids=tuple(footage_ids))
        self._only_strip.say(wording.tr("只显示 {n} 个音像", n=len(footage_ids)))
        self._reload()
        if len(footage_ids) == 1:
            self.table.select_row(0)

    def show_all(self) -> None:
        """Take every filter back."""
        self._only = None
        self.filters.clear()

    def _where(self) -> FootageFilter:
        if self._only is not None:
            return self._only
        return self.filters.where(self.context.desk.clock())

    def _reload(self, *, keep: bool = False) -> None:
        rows, self._shown = self.table.rows, self._where()
        if keep:
            self.table.refresh()
        else:
            rows.reload()
            self.details.hide()
        self._only_strip.setVisible(self._only is not None)
        self._say_count(rows.rowCount())
        if rows.rowCount():
            self._stack.setCurrentWidget(self._views)
        elif self._only is not None or self.filters.narrowed:
            self._stack.setCurrentWidget(self.no_match)
        else:
            self._stack.setCurrentWidget(self.nothing)
            advice = self.tr("把记录仪、存储卡或文件夹接上，采集后在这里查找和查看。")
            self.nothing.say(self.tr("还没有音像"), advice)

    def _say_count(self, count: int) -> None:
        words = wording.tr("共 {n} 个音像", n=wording.number(count))
        if count >= listing.MOST_ROWS:
            words = wording.tr(
                "列出前 {n} 个，请用上面的条件缩小范围", n=wording.number(listing.MOST_ROWS)
            )
        self._count.setText(words if count else "")

    # -- one and several ---------------------------------------------------------------------

    def show_one(self, footage_id: FootageId) -> None:
        """Show one recording beside the list."""
        try:
            report = self._catalogue.show(self.context.actor, footage_id)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.details.show_report(report)
        self.details.show()

    def selected(self) -> tuple[Footage, ...]:
        """What is chosen: in the list, or beside it."""
        return self.details.chosen if not self.details.isHidden() else self.table.selected()

    def act(self, action: Action) -> None:
        """Do `action` with what is chosen."""
        chosen = self.selected()
        if not chosen or action not in actions_for(chosen, self.context.actor):
            return
        beside = self._beside(chosen[0]) if action is Action.PLAY else ()
        intention = intention_for(action, chosen, beside)
        if intention is not None:
            self.ask(intention)
        else:
            self._act_here(action, chosen)

    def _act_here(self, action: Action, chosen: Sequence[Footage]) -> None:
        """What no other screen does."""
        verbs: dict[Action, Callable[[], object]] = {
            Action.CORRECT: lambda: self.correct(chosen[0]),
            Action.EXAMINE: lambda: self._health.examine(chosen),
            Action.REPAIR: lambda: self._health.repair(chosen[0]),
            Action.TAKE: lambda: self._show_take(chosen[0]),
            Action.SET_ASIDE: lambda: self.set_aside(chosen),
            Action.FLAG: lambda: self.flag(chosen),
            Action.COPY_DIGESTS: lambda: self._copy_digests(chosen),
        }
        if action in verbs:
            verbs[action]()

    def _copy_digests(self, chosen: Sequence[Footage]) -> None:
        lines = (f"{item.sha256}  {item.sm3}  {item.name}" for item in chosen)
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.context.notices.info(self.tr("已复制校验值。"))

    def flag(self, chosen: Sequence[Footage]) -> None:
        """Flag these as not for everybody, or lift that."""
        dialog = FlagDialog(self.context, chosen, self)
        if dialog.exec():
            self.context.changes.footage_changed.emit(tuple(item.id for item in chosen))
            if dialog.warnings:
                self.context.notices.warn(
                    self.tr("已保存。请注意，这些音像{uses}。").format(
                        uses=wording.listing(dialog.warnings)
                    )
                )
            else:
                self.context.notices.success(self.tr("已保存涉密和敏感标注。"))
        dialog.deleteLater()

    def _beside(self, item: Footage) -> tuple[FootageId, ...]:
        """What plays after a recording: the other parts of its take."""
        report = self.details.report
        if report is None or report.footage.id != item.id:
            report = self._catalogue.show(self.context.actor, item.id)
        return () if report.take is None else tuple(part.id for part in report.take.footage)

    def _show_take(self, item: Footage) -> None:
        self._only = FootageFilter(take=item.take)
        self._only_strip.say(self.tr("只显示同一次摄录的各段"))
        self._reload()

    def set_aside(self, chosen: Sequence[Footage]) -> None:
        """Ask why these have nothing to do with enforcement; or take them back."""
        aside, actor = SettingAside(self.context.desk), self.context.actor
        ids = [item.id for item in chosen]
        if len(aside.standing(actor, ids)) == len(ids):
            aside.take_back(actor, ids)
            self.context.notices.success(self.tr("已恢复为执法音像。"))
            self.context.changes.footage_changed.emit(tuple(ids))
            return
        dialog = AsideDialog(self.context, ids, self)
        if dialog.exec():
            self.context.notices.success(
                self.tr("已列为与执法无关，可在筛选“与执法无关”中查看和恢复。")
            )
            self.context.changes.footage_changed.emit(tuple(ids))
        dialog.deleteLater()

    def _on_note_wanted(self, gaps: Sequence[Gap]) -> None:
        dialog = NoteDialog(self.context, gaps=gaps, parent=self)
        if dialog.exec():
            self.context.changes.footage_changed.emit(())
        dialog.deleteLater()

    def correct(self, item: Footage) -> None:
        """Ask what is right, and write it down."""
        facets = self._catalogue.facets(self.context.actor)
        name = self._names.get(item.officer, "")
        dialog = CorrectionDialog(item, name, facets, self)
        dialog.accepted.connect(lambda: self.write_correction(item.id, dialog.correction))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_correction(self, footage_id: FootageId, correction: Correction) -> None:
        """Write `correction` down and tell the other screens."""
        try:
            self._catalogue.correct(self.context.actor, footage_id, correction)
        except ArchiveDeskError as error:
            self.context.notices.error(error)
            return
        self.context.notices.success(self.tr("已更正，并写入操作日志。"))
        self.context.changes.footage_changed.emit((footage_id,))

    # -- the context menu --------------------------------------------------------------------

    def _menu_actions(self, chosen: Sequence[Footage]) -> list[QAction]:
        made = []
        for action in actions_for(chosen, self.context.actor):
            words, icon = self._looks(action)
            entry = QAction(words, self)
            icons.put(entry, icon)
            entry.triggered.connect(partial(self._on_menu_chosen, action))
            made.append(entry)
        return made

    def _looks(self, action: Action) -> tuple[str, str]:
        return {
            Action.PLAY: (self.tr("播放"), "play"),
            Action.LINK: (self.tr("关联到案卷…"), "link"),
            Action.NEW_CASE: (self.tr("新建案卷并关联…"), "folder-plus"),
            Action.DISC: (self.tr("制作光盘…"), "disc-3"),
            Action.LOAN: (self.tr("申请借阅…"), "hand-helping"),
            Action.CORRECT: (self.tr("更正信息…"), "pencil"),
            Action.EXAMINE: (self.tr("解码检查…"), "shield-check"),
            Action.REPAIR: (self.tr("制作修复件…"), "archive-restore"),
            Action.CLOCK_FILM: (self.tr("作为校时录像读取…"), "clock"),
            Action.TAKE: (self.tr("只看同一次摄录"), "filter"),
            Action.SET_ASIDE: (self.tr("列为与执法无关，或恢复…"), "ban"),
            Action.FLAG: (self.tr("涉密和敏感标注…"), "lock"),
            Action.COPY_DIGESTS: (self.tr("复制校验值"), "copy"),
        }[action]

    def _show_menu(self, place: QPoint) -> None:
        actions = self._menu_actions(self.table.selected())
        if actions:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(actions)
            menu.popup(place)

    # -- what happens ------------------------------------------------------------------------

    def _on_menu_chosen(self, action: Action, _checked: bool = False) -> None:
        self.act(action)

    def _on_filters_changed(self) -> None:
        self._only = None
        self._reload()

    def _on_view_toggled(self, as_list: bool) -> None:
        view = self.table if as_list else self.grid
        self._views.setCurrentWidget(view)
        self.context.remembered.keep_layout("footage-view", b"list" if as_list else b"pictures")
        current = self.table.currentIndex()
        if current.isValid():
            view.scrollTo(self.table.rows.index(current.row(), 0))
        view.setFocus()

    def _on_rows_selected(self, chosen: tuple[Footage, ...]) -> None:
        if len(chosen) == 1:
            self.show_one(chosen[0].id)
        elif chosen:
            self.details.show_several(chosen)
            self.details.show()

    def _on_row_opened(self, item: Footage) -> None:
        if Action.PLAY in actions_for((item,), self.context.actor):
            intention = intention_for(Action.PLAY, (item,), self._beside(item))
            if intention is not None:
                self.ask(intention)

    def _on_details_closed(self) -> None:
        self.table.clearSelection()
        self.details.hide()

    def _on_find_wanted(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _on_import_wanted(self) -> None:
        self.ask(TakeIn())
