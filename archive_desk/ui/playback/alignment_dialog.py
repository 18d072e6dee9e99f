"""How far a recorder's lane lies from its recorded time: a number, a reason, and the history."""

from datetime import timedelta

from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.alignments import FARTHEST, Alignment
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.timelines import Lane
from archive_desk.services.timelines import Timelines
from archive_desk.ui import wording
from archive_desk.ui.playback.line_paint import offset_words
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import clear
from archive_desk.ui.widgets.text import heading, label


class AlignmentDialog(Dialog):
    """Keeps an offset, or withdraws the one that holds. The recorded time never changes."""

    def __init__(
        self, context: ScreenContext, lane: Lane, offset: timedelta | None, parent: QWidget
    ) -> None:
        super().__init__(wording.tr("对齐这一路"), parent, width=520)
        self._context, self._lane = context, lane
        self._timelines = Timelines(context.desk)
        self.body.addWidget(
            label(
                self.tr("只移动时间轴上的位置，摄录时间不变。正数表示后移，负数表示前移。"),
                "muted",
                wrap=True,
            )
        )
        farthest = FARTHEST.total_seconds()
        self.offset = QDoubleSpinBox()
        self.offset.setObjectName("alignment-offset")
        self.offset.setAccessibleName(self.tr("移动的秒数"))
        self.offset.setDecimals(3)
        self.offset.setRange(-farthest, farthest)
        self.offset.setSingleStep(0.04)
        self.offset.setValue((lane.offset if offset is None else offset).total_seconds())
        self.reason = QLineEdit()
        self.reason.setObjectName("alignment-reason")
        self.reason.setAccessibleName(self.tr("理由"))
        self.reason.setPlaceholderText(self.tr("如：两路录像中同一声关门响"))
        form = Form()
        form.add(self.tr("设备"), label(lane.device or self.tr("未登记设备")))
        form.add(self.tr("移动（秒）(&O)"), self.offset)
        form.add(self.tr("理由(&R)"), self.reason)
        self.body.addWidget(form)
        self._history = QVBoxLayout()
        self._history.setSpacing(SMALL)
        self.body.addLayout(self._history)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))
        self._show_history()

    def accept(self) -> None:
        """Keep it, unless something is missing."""
        offset = timedelta(milliseconds=round(self.offset.value() * 1000))
        try:
            self._timelines.align(self._context.actor, self._lane, offset, self.reason.text())
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        super().accept()

    def _show_history(self) -> None:
        clear(self._history)
        try:
            history = self._timelines.alignments_of(self._context.actor, self._lane)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        if not history:
            return
        self._history.addWidget(heading(self.tr("以往的对齐")))
        for each in history[:8]:
            self._history.addWidget(label(_in_words(each), "caption", wrap=True))
        standing = next((each for each in history if each.withdrawn_at is None), None)
        if standing is not None:
            self._history.addWidget(
                button(
                    self.tr("撤回最近一次对齐"),
                    "undo-2",
                    kind="link",
                    then=lambda: self._withdraw(standing),
                )
            )

    def _withdraw(self, standing: Alignment) -> None:
        try:
            self._timelines.withdraw_alignment(self._context.actor, standing.id)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        super().accept()


def _in_words(made: Alignment) -> str:
    words = wording.tr(
        "{when}  {who}  {offset}  {why}",
        when=wording.compact(made.made_at, seconds=False),
        who=made.author,
        offset=offset_words(made.offset),
        why=made.reason,
    )
    if made.withdrawn_at is None:
        return words
    return wording.tr("{words}（{who}已撤回）", words=words, who=made.withdrawn_by)
