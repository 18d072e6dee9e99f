"""Footage that may still be linked: a drawer beside the case, to drag from or to choose in."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QCheckBox

from archive_desk.domain.cases import STAGES, CaseFile, LinkedFootage
from archive_desk.domain.ids import FootageId
from archive_desk.services.casework import CandidateFilter, CandidatePage, Casework
from archive_desk.ui import icons, wording
from archive_desk.ui.cases.pictures import Pictures
from archive_desk.ui.cases.tiles import KIND_ICONS
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import FOOTAGE_MIME, Column, Drag, RowModel, Source
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, SearchBox
from archive_desk.ui.widgets.panels import SidePanel
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class CandidatesPanel(SidePanel):
    """Recordings that are not in the case.

    Signals:
        chosen: a stage (empty for none) and the ids of the recordings to be linked.
        opened: a `LinkedFootage` to be played.
    """

    chosen = Signal(str, object)
    opened = Signal(object)

    def __init__(self, context: ScreenContext, casework: Casework, pictures: Pictures) -> None:
        super().__init__("", width=400)
        self.set_title(self.tr("关联音像"))
        self._context = context
        self._casework = casework
        self._case: CaseFile | None = None
        self._pictures = pictures
        self.search = SearchBox(self.tr("文件名、设备、执法人员"), width=160)
        self.search.searched.connect(lambda _text: self.refresh())
        self.free = QCheckBox(self.tr("只看还没有归入任何案卷的"))
        self.free.setChecked(True)
        self.free.toggled.connect(lambda _checked: self.refresh())
        self._model = self._make_model()
        self.table = Table(
            self._model, name="case-candidates", remembered=context.remembered, row_height=56
        )
        self.table.setAccessibleName(self.tr("可关联的音像"))
        self.table.horizontalHeader().hide()
        self.table.setDragEnabled(True)
        self.table.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.table.setMinimumHeight(theme().px(240))
        self.table.row_opened.connect(self.opened)
        self.table.rows_selected.connect(lambda _rows: self._tell())
        self._note = label("", "caption", wrap=True)
        self.body.addWidget(self.search)
        self.body.addWidget(self.free)
        self.body.addWidget(self._note)
        self.body.addWidget(self.table, 1)
        self._make_foot()
        pictures.arrived.connect(self.table.viewport().update)

    def _make_foot(self) -> None:
        self.stage = ChoiceBox(
            self.tr("环节"),
            [
                Choice("", self.tr("暂不注明环节")),
                *(Choice(stage, wording.sentence(stage)) for stage in STAGES),
            ],
        )
        self.stage.choose("调查取证")
        self.link_button = button(self.tr("关联(&L)"), "link", kind="primary", then=self._link)
        self.foot.addWidget(self.stage, 1)
        self.foot.addWidget(self.link_button)

    def show_case(self, case: CaseFile) -> None:
        """Offer what is not in `case`."""
        self._case = case
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self.table.refresh()
        self._tell()

    def _make_model(self) -> RowModel[LinkedFootage]:
        columns = (
            Column[LinkedFootage](
                "name",
                self.tr("音像"),
                lambda each: wording.compact(each.started_at) or wording.tr("时间不明"),
                subtitle=self._subtitle,
                picture=lambda each: (
                    self._pictures.get(each.footage_id)
                    or icons.icon(KIND_ICONS[each.kind], Tone.FAINT)
                ),
                hint=lambda each: each.name,
                tone=lambda each: Tone.BAD if each.health.faulty else None,
                sortable=False,
                stretch=True,
            ),
        )
        return RowModel(
            columns,
            Source(lambda: self._page(0, 1).total, self._rows),
            key=lambda each: each.footage_id,
            drag=Drag(FOOTAGE_MIME, lambda each: each.footage_id),
            parent=self,
        )

    def _subtitle(self, each: LinkedFootage) -> str:
        parts = (wording.duration(each.duration_ms), each.device, each.officer, each.name)
        return " · ".join(part for part in parts if part)

    def _page(self, offset: int, limit: int) -> CandidatePage:
        if self._case is None:
            return CandidatePage((), 0)
        where = CandidateFilter(
            self._case.id, self.search.text().strip(), unlinked_only=self.free.isChecked()
        )
        return self._casework.candidates(self._context.actor, where, offset, limit)

    def _rows(self, offset: int, limit: int, _sort: str, _down: bool) -> Sequence[LinkedFootage]:
        footage = self._page(offset, limit).footage
        self._pictures.want(footage)
        return footage

    def _tell(self) -> None:
        chosen = len(self.table.selected())
        total = self._model.rowCount()
        self.link_button.setEnabled(bool(chosen))
        if chosen:
            self._note.setText(
                self.tr("已选 {n} 个，按“关联”或拖到环节、文书上。").format(n=chosen)
            )
        elif total:
            self._note.setText(self.tr("共 {n} 个，选中后拖到环节或文书上。").format(n=total))
        else:
            self._note.setText(self.tr("没有可关联的音像。先采集，或换个条件再找。"))

    def _link(self) -> None:
        ids = tuple(FootageId(each.footage_id) for each in self.table.selected())
        if ids:
            self.chosen.emit(self.stage.value, ids)
