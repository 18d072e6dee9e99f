"""The list of case files, with search and filters."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.cases import CaseFile, CaseKind, CaseState
from archive_desk.domain.people import Right
from archive_desk.services.casework import CaseFilter, CaseSort, Casework
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Side, Source
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table


def state_badge(case: CaseFile) -> Badge:
    """Where a case file stands, as a pill."""
    tone = Tone.GOOD if case.locked else Tone.ACCENT
    return Badge(wording.sentence(case.state.label), tone)


def officers_of(case: CaseFile) -> str:
    """The names of a case's officers."""
    return "、".join(officer.name for officer in case.officers)


class CaseList(QWidget):
    """All case files.

    Signals:
        opened: a `CaseFile` that the person wants to see.
        new_wanted: a new case file is to be registered.
        loan_wanted: a tuple of `CaseFile`s that the person asks to borrow.
        disc_wanted: a tuple of `CaseFile`s to be put on disc.
        duties_wanted: the duties of all files are to be shown.
        import_wanted: a list of case files is to be taken in.
        export_wanted: all registers are to be written into a folder.
        transfer_wanted: a tuple of archived `CaseFile`s to be handed over.
    """

    opened = Signal(object)
    new_wanted = Signal()
    loan_wanted = Signal(object)
    disc_wanted = Signal(object)
    duties_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    transfer_wanted = Signal(object)

    def __init__(self, context: ScreenContext, casework: Casework) -> None:
        super().__init__()
        self._context = context
        self._casework = casework
        self.filters = self._make_filters()
        self._model = RowModel(self._columns(), self._source(), key=lambda case: case.id)
        self.table = Table(self._model, name="cases", remembered=context.remembered, row_height=52)
        self.table.setAccessibleName(self.tr("案卷列表"))
        self.table.menu_actions = self._actions
        self.table.row_opened.connect(self.opened)
        self._empty = EmptyState(
            "folder-open",
            self.tr("还没有案卷"),
            self.tr("登记一个案卷，再把采集的音像关联进去。"),
            self._new_button(self.tr("登记第一个案卷")),
        )
        self._nothing = EmptyState(
            "search", self.tr("没有符合条件的案卷"), self.tr("换个词，或清除条件再看。")
        )
        self._pile = QStackedWidget()
        for page in (self.table, self._empty, self._nothing):
            self._pile.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self._pile, 1)

    def refresh(self) -> None:
        """Read the list again."""
        actor = self._context.actor
        sections = self._casework.suggestions(actor, "section")
        self.filters.offer("section", [Choice(name, name) for name in sections])
        self.table.refresh()
        self._show()

    def _show(self) -> None:
        if self._model.rowCount():
            self._pile.setCurrentWidget(self.table)
        else:
            self._pile.setCurrentWidget(self._nothing if self.filters.narrowed else self._empty)

    def _make_filters(self) -> FilterBar:
        bar = FilterBar(self.tr("编号、案由、当事人、执法人员"))
        bar.add_filter(
            "kind",
            self.tr("全部类型"),
            [Choice(kind, wording.sentence(kind.label)) for kind in CaseKind],
        )
        bar.add_filter("section", self.tr("全部股室"))
        bar.add_filter(
            "state",
            self.tr("全部状态"),
            [Choice(state, wording.sentence(state.label)) for state in CaseState],
        )
        bar.changed.connect(self._on_filters_changed)
        self.duties_button = button(
            self.tr("全部核查(&H)"), "clipboard-check", then=self.duties_wanted.emit
        )
        bar.add_right(self.duties_button)
        if self._context.actor.may(Right.EDIT_CASES):
            bar.add_right(self._more_button())
            bar.add_right(self._new_button(self.tr("登记案卷(&N)"), shortcut="Ctrl+N"))
        return bar

    def _more_button(self) -> QToolButton:
        """What is done now and then with many case files."""
        self.more = icon_button("ellipsis", self.tr("清单和登记簿"))
        menu = QMenu(self.more)
        icons.put(menu.addAction(self.tr("导入清单(&I)…"), self.import_wanted.emit), "inbox")
        words = self.tr("导出全部登记簿(&E)…")
        icons.put(menu.addAction(words, self.export_wanted.emit), "file-down")
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return self.more

    def _new_button(self, words: str, *, shortcut: str = "") -> QPushButton:
        made = button(words, "plus", kind="primary", shortcut=shortcut, then=self.new_wanted.emit)
        made.setVisible(self._context.actor.may(Right.EDIT_CASES))
        return made

    def _columns(self) -> Sequence[Column[CaseFile]]:
        return (
            Column("no", self.tr("案件编号"), lambda case: case.no, width=190, bold=True),
            Column(
                "party",
                self.tr("案件名称"),
                lambda case: case.name,
                subtitle=officers_of,
                stretch=True,
            ),
            Column(
                "kind",
                self.tr("类型"),
                lambda case: wording.sentence(case.kind.label),
                width=96,
            ),
            Column("section", self.tr("股室"), lambda case: case.section, width=120),
            Column(
                "opened_on",
                self.tr("立案日期"),
                lambda case: "" if case.opened_on is None else case.opened_on.isoformat(),
                width=112,
            ),
            Column(
                "footage",
                self.tr("音像"),
                lambda case: wording.number(case.footage_count),
                side=Side.RIGHT,
                width=72,
                sortable=False,
                tone=lambda case: None if case.footage_count else Tone.WARN,
            ),
            Column(
                "documents",
                self.tr("文书"),
                lambda case: wording.number(case.document_count),
                side=Side.RIGHT,
                width=72,
                sortable=False,
            ),
            Column(
                "state",
                self.tr("状态"),
                lambda case: wording.sentence(case.state.label),
                badge=state_badge,
                width=100,
            ),
        )

    def _source(self) -> Source[CaseFile]:
        return Source(self._count, self._page)

    def _count(self) -> int:
        return self._casework.page(self._context.actor, self._where(), 0, 1).total

    def _page(self, offset: int, limit: int, sort: str, descending: bool) -> Sequence[CaseFile]:
        key = CaseSort(sort) if sort else CaseSort.REGISTERED
        return self._casework.page(
            self._context.actor,
            self._where(),
            offset,
            limit,
            sort=key,
            descending=descending if sort else True,
        ).cases

    def _where(self) -> CaseFilter:
        bar = self.filters
        return CaseFilter(
            text=bar.text,
            kind=bar.value("kind"),
            section=bar.value("section") or "",
            state=bar.value("state"),
        )

    def _actions(self, chosen: Sequence[CaseFile]) -> Sequence[QAction]:
        if not chosen:
            return ()
        actor = self._context.actor
        cases = tuple(chosen)
        actions = []
        if len(cases) == 1:
            actions.append(self._action(self.tr("打开"), "folder-open", self.opened, cases[0]))
        if actor.may(Right.KEEP_DISCS):
            actions.append(self._action(self.tr("制作光盘…"), "disc-3", self.disc_wanted, cases))
        if actor.may(Right.REQUEST_LOAN):
            actions.append(
                self._action(self.tr("申请借阅…"), "hand-helping", self.loan_wanted, cases)
            )
        if actor.may(Right.EDIT_CASES) and all(case.locked for case in cases):
            actions.append(self._action(self.tr("移交…"), "send", self.transfer_wanted, cases))
        return actions

    def _action(self, words: str, icon: str, signal: object, value: object) -> QAction:
        made = QAction(words, self.table)
        icons.put(made, icon)
        made.triggered.connect(lambda: signal.emit(value))  # type: ignore[attr-defined]
        return made

    def _on_filters_changed(self) -> None:
        self._model.reload()
        self._show()
