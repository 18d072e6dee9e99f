"""What may be appraised: what has run its term, and what is kept longer than it would be now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from archive_desk.domain.appraisal import Candidate, in_dispute
from archive_desk.domain.people import Right
from archive_desk.domain.work import Unwatched
from archive_desk.services.appraising import Appraising, CandidatePage
from archive_desk.ui import wording
from archive_desk.ui.appraisal.dialogs import BeginDialog
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Source, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class DuePage(QWidget):
    """A list of candidates, from which a round is begun.

    Signals:
        begun: the number of a round that was begun.
        counted: how many there are.
        schedule_wanted: the office's records schedule is to be shown.
    """

    begun = Signal(str)
    counted = Signal(int)
    schedule_wanted = Signal()

    def __init__(self, context: ScreenContext, *, proposed: bool) -> None:
        super().__init__()
        self._context = context
        self._appraising = Appraising(context.desk)
        self._proposed = proposed
        self._total = 0
        self._columns = self._make_columns()
        self.table: Table[Candidate] = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda each: each.footage_id),
            name="proposals" if proposed else "due",
            remembered=context.remembered,
            row_height=52,
        )
        self.begin_button = button(
            self.tr("列入鉴定(&J)…"), "clipboard-check", kind="primary", then=self.begin
        )
        self.schedule_button = button(
            self.tr("保管期限表(&B)…"), "calendar-clock", then=self.schedule_wanted.emit
        )
        words = (
            self.tr(
                "制度或保管期限表改变后，这些材料按新规定期限较短。没有缩短任何一件，是否缩短由鉴定决定。"
            )
            if proposed
            else self.tr("保管期限已经届满，可以鉴定。到期不会自动删除；封存中的不能提出销毁。")
        )
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label(words, "muted", wrap=True), 1)
        head.addWidget(self.schedule_button)
        head.addWidget(self.begin_button)
        self._nothing = EmptyState(
            "circle-check",
            self.tr("没有缩短期限的建议") if proposed else self.tr("没有到期的材料"),
        )
        self._pile = QStackedWidget()
        self._pile.addWidget(self._nothing)
        self._pile.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addLayout(head)
        column.addWidget(self._pile, 1)
        may = context.actor.may(Right.KEEP_RETENTION)
        self.begin_button.setVisible(may)
        self.schedule_button.setVisible(may)

    def _make_columns(self) -> list[Column[Candidate]]:
        def standing(each: Candidate) -> Badge | None:
            if each.held:
                return Badge(self.tr("封存中"), Tone.BAD)
            if each.used is not None:
                return Badge(wording.sentence(each.used.words), Tone.BAD)
            if in_dispute(each.keep, self._context.desk.clock()):
                return Badge(self.tr("复议诉讼期内"), Tone.WARN)
            return None

        def standing_words(each: Candidate) -> str:
            badge = standing(each)
            return "" if badge is None else badge.text

        zone = self._context.desk.office.zone
        return [
            Column(
                "name",
                self.tr("音像"),
                lambda each: each.name,
                subtitle=lambda each: wording.listing(each.cases) or self.tr("未关联案卷"),
                stretch=True,
                sortable=False,
                cut_middle=True,
            ),
            Column(
                "recorded",
                self.tr("录制时间"),
                lambda each: wording.compact(each.recorded_at, seconds=False),
                width=140,
                sortable=False,
            ),
            Column(
                "keep",
                self.tr("保管期限"),
                lambda each: wording.sentence(each.keep.words(zone)),
                subtitle=lambda each: str(each.keep.basis),
                hint=lambda each: "\n".join(wording.sentence(step) for step in each.keep.steps),
                width=300,
                sortable=False,
            ),
            Column(
                "proposed",
                self.tr("按新规定"),
                lambda each: (
                    "" if each.proposed is None else wording.sentence(each.proposed.words(zone))
                ),
                width=260,
                sortable=False,
                hidden=not self._proposed,
            ),
            Column(
                "size",
                self.tr("大小"),
                lambda e: wording.size(e.size_bytes),
                width=90,
                sortable=False,
            ),
            Column(
                "state", self.tr("注意"), standing_words, badge=standing, width=120, sortable=False
            ),
        ]

    def refresh(self) -> None:
        """Read again, in the background: rules may have changed, and everything is judged anew."""
        job = Job(
            wording.tr("查找可鉴定的材料"),
            lambda monitor: self._appraising.candidates(
                self._context.actor, monitor, limit=1, proposed=self._proposed
            ),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_found)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_found(self, page: CandidatePage) -> None:
        self._total = page.total

        def some(offset: int, limit: int, _sort: str, _descending: bool) -> list[Candidate]:
            found = self._appraising.candidates(
                self._context.actor, Unwatched(), offset, limit, proposed=self._proposed
            )
            return list(found.candidates)

        self.table.rows.use(Source(lambda: page.total, some))
        self._pile.setCurrentWidget(self.table if page.total else self._nothing)
        self.begin_button.setEnabled(bool(page.total))
        self.counted.emit(page.total)

    def begin(self) -> None:
        """Begin a round about what is chosen, or about everything that has run its term."""
        ids = [each.footage_id for each in self.table.selected()]
        year = self._context.desk.clock().astimezone(self._context.desk.office.zone).year
        name = self.tr("{year}年度到期档案鉴定").format(year=year)
        if self._proposed:
            name = self.tr("{year}年度期限调整鉴定").format(year=year)
            ids = ids or [each.footage_id for _, each in self.table.rows.loaded()]
        dialog = BeginDialog(name, len(ids) or self._total, self)
        dialog.tries(
            lambda: self._appraising.begin(
                self._context.actor, dialog.name.text(), dialog.group, ids
            )
        )
        if dialog.exec():
            self.begun.emit(getattr(dialog.outcome, "no", ""))
