"""One page that says what a case file lacks: stage × document × recording, and what to do next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from archive_desk.domain.cases import STAGES, CaseFile
from archive_desk.domain.duty_groups import DutyGroup, blocked, counted
from archive_desk.domain.duty_matrix import CellState, MatrixRow, duty_matrix
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import CaseId
from archive_desk.services.casework import CaseReport, Casework
from archive_desk.ui import wording
from archive_desk.ui.cases.missing import MissingCard, Remedy
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Card, SectionHead, clear, scrolling
from archive_desk.ui.widgets.text import label, muted

_TONES = {
    CellState.PRESENT: Tone.GOOD,
    CellState.MISSING: Tone.BAD,
    CellState.EXEMPTED: Tone.ACCENT,
    CellState.OPEN: Tone.NEUTRAL,
    CellState.FREE: Tone.FAINT,
}
_RIGHT_WIDTH = 380
_DOCUMENT_COLUMN, _RECORDING_COLUMN = 92, 112


class DutiesPage(QWidget):
    """The duties towards one case file.

    Signals:
        left: the person goes back to where he came from.
        case_wanted: the `CaseId` of the file to be shown.
        remedy_wanted: the `CaseId`, a `Remedy` and the `Shortfall` it is for.
    """

    left = Signal()
    case_wanted = Signal(object)
    remedy_wanted = Signal(object, object, object)

    def __init__(self, context: ScreenContext, casework: Casework) -> None:
        super().__init__()
        self._context = context
        self._casework = casework
        self._case_id: CaseId | None = None
        self.report: CaseReport | None = None
        self._name = label("", "title")
        self._no = label("", "muted")
        self._groups = QWidget()
        self._group_row = FlowLayout(self._groups)
        self._stages = QVBoxLayout()
        self._stages.setSpacing(MEDIUM)
        self.missing = MissingCard(context.actor)
        self._lay_out()
        self.missing.remedy_wanted.connect(self._on_missing_remedy_wanted)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(WIDE, SMALL, MEDIUM, 0)
        outer.setSpacing(LARGE)
        outer.addLayout(self._make_head())
        outer.addWidget(self._groups)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self._make_middle(), 1)
        row.addWidget(self._make_side())
        outer.addLayout(row, 1)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, MEDIUM, 0)
        row.setSpacing(SMALL)
        back = icon_button("arrow-left", self.tr("返回"), shortcut="Alt+Left", then=self.left.emit)
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self._name)
        words.addWidget(self._no)
        row.addLayout(words, 1)
        self.open_button = button(self.tr("打开案卷(&O)"), "folder-open", then=self._open)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_middle(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(SectionHead(self.tr("环节、文书与音像")))
        column.addLayout(self._stages)
        column.addWidget(
            muted(
                self.tr(
                    "“未登记”是制度提到而本案没有登记的文书或音像：没有这一行为的不必补。"
                    "音像不能代替应当制作的文书。"
                )
            )
        )
        column.addStretch(1)
        return scrolling(inner)

    def _make_side(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, WIDE)
        column.addWidget(self.missing)
        column.addStretch(1)
        area = scrolling(inner)
        area.setFixedWidth(theme().px(_RIGHT_WIDTH))
        return area

    # -- showing -----------------------------------------------------------------------------

    def show_case(self, case_id: CaseId) -> None:
        """Check the case file with this id, and show what was found."""
        self._case_id = case_id
        self.refresh()

    def refresh(self) -> None:
        """Check again."""
        if self._case_id is None:
            return
        actor = self._context.actor
        try:
            no = self._casework.of_id(actor, self._case_id).no
            self.report = self._casework.check(actor, no)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            self.left.emit()
            return
        self._show(self.report)

    def _show(self, report: CaseReport) -> None:
        case = report.dossier.case
        self._name.setText(self.tr("核查：{name}").format(name=case.name))
        kind = wording.sentence(case.kind.label)
        self._no.setText(f"{case.no} · {kind} · {case.section}")
        self._show_groups(report)
        rows = duty_matrix(report.dossier, self._casework.regulation, report.shortfalls)
        clear(self._stages)
        for stage in (*STAGES, ""):
            own = [row for row in rows if row.stage == stage]
            if own:
                self._stages.addWidget(self._stage_card(stage, own))
        if not rows:
            self._stages.addWidget(muted(self.tr("案卷里没有文书，也没有音像。")))
        self.missing.show_shortfalls(report.shortfalls, editable=not case.locked)

    def _show_groups(self, report: CaseReport) -> None:
        while (item := self._group_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        numbers, bad = counted(report.shortfalls), blocked(report.shortfalls)
        for group in DutyGroup:
            self._group_row.addWidget(_pill(group, numbers.get(group, 0), blocking=group in bad))

    def _stage_card(self, stage: str, rows: Sequence[MatrixRow]) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, theme().px(_DOCUMENT_COLUMN))
        grid.setColumnMinimumWidth(2, theme().px(_RECORDING_COLUMN))
        title = wording.sentence(stage) if stage else self.tr("其他")
        grid.addWidget(label(title, "strong"), 0, 0)
        for column, words in ((1, self.tr("文书")), (2, self.tr("音像"))):
            grid.addWidget(label(words, "caption"), 0, column)
        for number, row in enumerate(rows, 1):
            self._add_row(grid, number, row)
        card.body.addLayout(grid)
        return card

    def _add_row(self, grid: QGridLayout, number: int, row: MatrixRow) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        title = wording.sentence(row.title) if row.title else self.tr("本环节的音像")
        words.addWidget(label(f"{title}  {row.number}".rstrip(), wrap=True))
        reason = self._reason(row)
        if reason:
            caption = label(reason, "caption", wrap=True)
            caption.setToolTip(row.text)
            words.addWidget(caption)
        grid.addLayout(words, number, 0)
        pages = self.tr("扫描件 {n}").format(n=row.scans) if row.scans else ""
        grid.addLayout(_cell(row.document, pages), number, 1, Qt.AlignmentFlag.AlignTop)
        count = self.tr("{n} 个").format(n=row.footage) if row.footage else row.note
        grid.addLayout(_cell(row.recording, count), number, 2, Qt.AlignmentFlag.AlignTop)

    def _reason(self, row: MatrixRow) -> str:
        level = "" if row.level is None else wording.sentence(row.level.label)
        basis = "" if row.basis is None else str(row.basis)
        return " · ".join(part for part in (level, basis) if part)

    # -- acting ------------------------------------------------------------------------------

    @property
    def case(self) -> CaseFile | None:
        """The case file shown."""
        return None if self.report is None else self.report.dossier.case

    def _open(self) -> None:
        if self._case_id is not None:
            self.case_wanted.emit(self._case_id)

    def _on_missing_remedy_wanted(self, remedy: Remedy, shortfall: object) -> None:
        self.remedy_wanted.emit(self._case_id, remedy, shortfall)


def _pill(group: DutyGroup, count: int, *, blocking: bool) -> BadgeLabel:
    title = wording.sentence(group.label)
    if not count:
        return BadgeLabel(wording.tr("{duty} 齐", duty=title), Tone.GOOD)
    return BadgeLabel(f"{title} {count}", Tone.BAD if blocking else Tone.WARN)


def _cell(state: CellState, more: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    if state is CellState.FREE:
        words: QWidget = label("—", "muted")
    else:
        words = BadgeLabel()
        words.show_badge(Badge(wording.sentence(state.label), _TONES[state]))
    column.addWidget(words, 0, Qt.AlignmentFlag.AlignLeft)
    if more:
        caption: QLabel = label(more, "caption")
        column.addWidget(caption)
    column.addStretch(1)
    return column
