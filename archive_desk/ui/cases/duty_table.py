"""All case files and their duties in one table: which lack what, by section, and as xlsx."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseKind, CaseState
from archive_desk.domain.duty_groups import DutyGroup, blocked, counted, group_of
from archive_desk.services.casework import CaseFilter, CaseReport, Casework
from archive_desk.services.duties import DutyChecks
from archive_desk.ui import wording
from archive_desk.ui.cases.listing import officers_of, state_badge
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, Source, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_LACKING, _BLOCKED = "lacking", "blocked"


class DutyTable(QWidget):
    """The table of duties.

    Signals:
        left: back to the list of case files.
        opened: the `CaseId` of a file whose duties the person wants to see.
    """

    left = Signal()
    opened = Signal(object)

    def __init__(self, context: ScreenContext, casework: Casework) -> None:
        super().__init__()
        self._context = context
        self._casework = casework
        self._checks = DutyChecks(context.desk)
        self._found: Sequence[CaseReport] = ()
        self._job: Job | None = None
        self.filters = self._make_filters()
        self.summary = label("", "muted")
        columns = self._columns()
        self._column_list = columns
        self._model = RowModel(columns, self._source(), key=lambda row: row.dossier.case.id)
        self.table = Table(self._model, name="duties", remembered=context.remembered, row_height=52)
        self.table.setAccessibleName(self.tr("案卷核查表"))
        self.table.row_opened.connect(lambda row: self.opened.emit(row.dossier.case.id))
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(
            icon_button(
                "arrow-left", self.tr("返回案卷列表"), shortcut="Alt+Left", then=self.left.emit
            )
        )
        head.addWidget(label(self.tr("案卷核查"), "title"))
        head.addWidget(self.summary, 1)
        self.again_button = button(self.tr("重新核查(&R)"), "refresh-cw", then=self.check)
        self.export_button = button(self.tr("导出(&X)…"), "file-down", then=self._choose_export)
        head.addWidget(self.again_button)
        head.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)

    def _make_filters(self) -> FilterBar:
        bar = FilterBar(self.tr("编号、案由、当事人、执法人员"))
        bar.add_filter(
            "kind",
            self.tr("全部类型"),
            [Choice(kind, wording.sentence(kind.label)) for kind in CaseKind],
        )
        bar.add_filter("section", self.tr("全部股室"))
        bar.add_filter(
            "lacking",
            self.tr("全部结果"),
            [
                Choice(_LACKING, self.tr("有缺失")),
                Choice(_BLOCKED, self.tr("有必备项缺失")),
            ],
        )
        bar.add_filter(
            "group",
            self.tr("全部职责"),
            [Choice(group, wording.sentence(group.label)) for group in DutyGroup],
        )
        # What is archived was checked then; who wants to see it again says so.
        state = bar.add_filter(
            "state",
            self.tr("全部状态"),
            [Choice(state, wording.sentence(state.label)) for state in CaseState],
        )
        state.choose(CaseState.OPEN)
        bar.changed.connect(self._on_filters_changed)
        return bar

    def _columns(self) -> Sequence[Column[CaseReport]]:
        first: list[Column[CaseReport]] = [
            Column(
                "no",
                self.tr("案件编号"),
                lambda row: row.dossier.case.no,
                subtitle=lambda row: row.dossier.case.name,
                hint=lambda row: f"{row.dossier.case.name}\n{officers_of(row.dossier.case)}",
                stretch=True,
                bold=True,
            ),
            Column("section", self.tr("股室"), lambda row: row.dossier.case.section, width=96),
            Column(
                "state",
                self.tr("状态"),
                lambda row: wording.sentence(row.dossier.case.state.label),
                badge=lambda row: state_badge(row.dossier.case),
                width=80,
            ),
        ]
        return (*first, *(self._group_column(group) for group in DutyGroup))

    def _group_column(self, group: DutyGroup) -> Column[CaseReport]:
        def value(row: CaseReport) -> str:
            return str(counted(row.shortfalls).get(group, 0) or wording.tr("齐"))

        def badge(row: CaseReport) -> Badge | None:
            count = counted(row.shortfalls).get(group, 0)
            if not count:
                return None
            tone = Tone.BAD if group in blocked(row.shortfalls) else Tone.WARN
            return Badge(str(count), tone)

        def hint(row: CaseReport) -> str:
            own = [each for each in row.shortfalls if group_of(each.code) is group]
            return "\n".join(wording.sentence(each.message) for each in own)

        return Column(
            group.value,
            wording.sentence(group.label),
            value,
            side=Side.CENTRE,
            width=66,
            badge=badge,
            tone=lambda _row: Tone.GOOD,
            hint=hint,
        )

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Offer the sections there are, and check again."""
        sections = self._casework.suggestions(self._context.actor, "section")
        self.filters.offer("section", [Choice(name, name) for name in sections])
        self.check()

    def check(self) -> None:
        """Check the files that the filters leave, beside the window."""
        if self._job is not None:
            self._job.cancel()
        actor, where = self._context.actor, self._where()
        job = Job(
            self.tr("核查案卷"),
            lambda monitor: self._checks.check_all(actor, where, monitor),
            parent=self,
            unit=Unit.ITEMS,
        )
        job.succeeded.connect(self._on_check_succeeded)
        self._job = job
        self.summary.setText(self.tr("正在核查…"))
        self._context.jobs.start(job, Lane.READ)

    def _where(self) -> CaseFilter:
        bar = self.filters
        return CaseFilter(
            text=bar.text,
            kind=bar.value("kind"),
            section=bar.value("section") or "",
            state=bar.value("state"),
        )

    def _on_filters_changed(self) -> None:
        self.check()

    def _on_check_succeeded(self, found: Sequence[CaseReport]) -> None:
        self._found = [row for row in found if self._wanted(row)]
        self._model.reload()
        lacking = sum(1 for row in found if row.shortfalls)
        self.summary.setText(
            self.tr("核查了 {n} 个案卷，{lacking} 个有缺失。").format(n=len(found), lacking=lacking)
        )

    def _wanted(self, row: CaseReport) -> bool:
        how, group = self.filters.value("lacking"), self.filters.value("group")
        shown = [each for each in row.shortfalls if group is None or group_of(each.code) is group]
        if how == _BLOCKED:
            return any(each.blocking for each in shown)
        return bool(shown) or (how is None and group is None)

    def _source(self) -> Source[CaseReport]:
        def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[CaseReport]:
            return listed(self._found, self._column_list).page(offset, limit, sort, descending)

        return Source(lambda: len(self._found), page)

    # -- export ------------------------------------------------------------------------------

    def _choose_export(self) -> None:
        now = self._context.desk.clock().astimezone(self._context.desk.office.zone)
        file = save_file(
            self,
            self._context.remembered,
            "exports",
            self.tr("导出案卷核查表"),
            self.tr("案卷核查表") + f" {now:%Y%m%d}.xlsx",
            "Excel (*.xlsx)",
        )
        if file is not None:
            self.export(str(file))

    def export(self, file: str) -> None:
        """Write what is shown as xlsx."""
        actor, reports = self._context.actor, tuple(self._found)
        job = Job(
            self.tr("导出案卷核查表"),
            lambda _monitor: self._checks.export(actor, reports, file),
            parent=self,
        )
        job.succeeded.connect(self._on_export_succeeded)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_export_succeeded(self, file: object) -> None:
        self._context.notices.success(self.tr("已导出 {file}。").format(file=file))
