"""The auditor's screen: the journal with filters, the details of an entry, the chain's proof."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout
from typing_extensions import override

from archive_desk.domain.journal import ChainReport, Entry
from archive_desk.domain.verbs import Subject, item_title, verb_title
from archive_desk.services.accounts import Accounts
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.ui import icons, wording
from archive_desk.ui.intentions import Intention, ShowJournal
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.journal.details import EntryDetails
from archive_desk.ui.journal.proof import ProofStrip
from archive_desk.ui.journal.words import brief, first_upper
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Side, Source
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Choice, DatePicker, FilterBar
from archive_desk.ui.widgets.panels import EmptyState
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.zones import zone

ICONS = {
    Subject.SESSION: "log-in",
    Subject.ACCOUNT: "user",
    Subject.BATCH: "hard-drive-download",
    Subject.FOOTAGE: "film",
    Subject.DEVICE: "video",
    Subject.NAMING: "file-pen-line",
    Subject.MARK: "bookmark",
    Subject.NOTE: "file-text",
    Subject.CASE: "folder-open",
    Subject.DISC: "disc-3",
    Subject.LOAN: "hand-helping",
    Subject.LEDGER: "book-marked",
    Subject.JOURNAL: "scroll-text",
    Subject.ARCHIVE: "archive",
    Subject.EVALUATION: "clipboard-check",
    Subject.RETENTION: "archive",
    Subject.HOLD: "lock",
    Subject.RULES: "stamp",
    Subject.CLOCK: "calendar-days",
    Subject.FIGURES: "chart-column",
    Subject.APPRAISAL: "archive-restore",
    Subject.DESTRUCTION: "trash-2",
    Subject.DISCLOSURE: "send",
    Subject.PARTY: "users",
    Subject.COMPLAINT: "arrow-up-right",
}
"""The picture of each subject in the list."""
_WARNINGS = {"session.refused", "disc.burn_failed", "loan.refused", "loan.revoked"}

SYSTEM = "system"
"""The actor of what the program does by itself."""


class JournalScreen(Screen):
    """The journal (操作日志)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._journal = Journalling(context.desk)
        self._names: dict[str, str] = {}
        self._item = ""
        self.proof = ProofStrip()
        self.since = DatePicker(self.tr("起"))
        self.until = DatePicker(self.tr("止"))
        self.filters = self._make_filters()
        self.only = button("", "x", kind="quiet", then=self._show_all_items)
        self.only.hide()
        self._model = RowModel(
            self._columns(), Source(self._count, self._page), key=lambda entry: entry.no
        )
        self.table = Table(
            self._model,
            name="journal",
            remembered=context.remembered,
            row_height=48,
            single=True,
        )
        self.table.setAccessibleName(self.tr("操作日志"))
        self.table.rows_selected.connect(self._on_table_rows_selected)
        self.details = EntryDetails()
        self.details.hide()
        self.details.closed.connect(self.details.hide)
        self.details.item_wanted.connect(self.show_item)
        self._lay_out()

    def _lay_out(self) -> None:
        nothing = EmptyState(
            "search", self.tr("没有符合条件的记录"), self.tr("换个词，或清除条件再看。")
        )
        self._pile = QStackedWidget()
        self._pile.addWidget(self.table)
        self._pile.addWidget(nothing)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._pile)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self.only, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.proof)
        column.addWidget(splitter, 1)

    def _make_filters(self) -> FilterBar:
        bar = FilterBar(self.tr("编号、姓名、理由等任何内容"))
        bar.add_filter("actor", self.tr("全部人员"))
        bar.add_filter(
            "subject",
            self.tr("全部事项"),
            [
                Choice(subject.value, first_upper(wording.sentence(subject.label)))
                for subject in Subject
            ],
        )
        bar.add_picker(self.since)
        bar.add_picker(self.until)
        bar.changed.connect(self._on_filters_changed)
        self.export_button = button(self.tr("导出(&X)"), "file-down", then=self.export)
        self.verify_button = button(
            self.tr("校验(&V)"), "shield-check", kind="primary", then=self.verify
        )
        bar.add_right(self.export_button)
        bar.add_right(self.verify_button)
        return bar

    # -- what the window asks ----------------------------------------------------------------

    @override
    def refresh(self) -> None:
        people = Accounts(self.context.desk).everybody(self.context.actor)
        self._names = {person.account: person.name for person in people}
        self._names[SYSTEM] = self.tr("程序")
        self.filters.offer(
            "actor",
            [Choice(account, f"{name}（{account}）") for account, name in self._names.items()],
        )
        self.table.refresh()
        self._show()

    @override
    def open_item(self, intention: Intention) -> None:
        if isinstance(intention, ShowJournal):
            self.filters.clear()
            self.show_item(intention.item)

    def show_item(self, item: str) -> None:
        """Show what the journal has on one thing; empty: on everything."""
        self._item = item
        self.only.setText(self.tr("只看 {item}").format(item=wording.sentence(item_title(item))))
        self.only.setVisible(bool(item))
        self._on_filters_changed()

    def _show_all_items(self) -> None:
        self.show_item("")

    # -- the list ----------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column[Entry]]:
        return (
            Column(
                "no",
                self.tr("序号"),
                lambda entry: wording.number(entry.no),
                side=Side.RIGHT,
                width=68,
                sortable=False,
                tone=lambda _entry: Tone.FAINT,
            ),
            Column(
                "at",
                self.tr("时间"),
                lambda entry: wording.compact(entry.at),
                width=164,
                sortable=False,
            ),
            Column(
                "actor",
                self.tr("人员"),
                self._name_of,
                width=110,
                sortable=False,
                hint=lambda entry: entry.actor,
            ),
            Column(
                "verb",
                self.tr("操作"),
                lambda entry: first_upper(wording.sentence(verb_title(entry.verb))),
                width=160,
                sortable=False,
                bold=True,
                picture=lambda entry: icons.icon(_icon_of(entry), _tone_of(entry)),
                tone=lambda entry: Tone.BAD if entry.verb in _WARNINGS else None,
            ),
            Column(
                "item",
                self.tr("对象"),
                lambda entry: wording.sentence(item_title(entry.item)),
                subtitle=brief,
                sortable=False,
                stretch=True,
            ),
        )

    def _name_of(self, entry: Entry) -> str:
        return self._names.get(entry.actor, entry.actor)

    def _where(self) -> JournalFilter:
        subject = self.filters.value("subject")
        until = self.until.value
        return JournalFilter(
            actor=self.filters.value("actor") or "",
            verb=f"{subject}." if subject else "",
            item=self._item,
            text=self.filters.text,
            since=_midnight(self.since.value),
            until=None if until is None else _midnight(until + timedelta(days=1)),
        )

    def _count(self) -> int:
        return self._journal.page(self.context.actor, self._where(), 0, 1).total

    def _page(self, offset: int, limit: int, _sort: str, _down: bool) -> Sequence[Entry]:
        return self._journal.page(self.context.actor, self._where(), offset, limit).entries

    def _on_filters_changed(self) -> None:
        self._model.reload()
        self._show()

    def _show(self) -> None:
        self._pile.setCurrentIndex(0 if self._model.rowCount() else 1)

    def _on_table_rows_selected(self, rows: Sequence[Entry]) -> None:
        if rows:
            self.details.show_entry(rows[0], self._name_of(rows[0]))
            self.details.show()

    # -- verifying and exporting -------------------------------------------------------------

    def verify(self) -> None:
        """Recompute the chain and say what does not fit."""
        job = Job(
            self.tr("校验操作日志"),
            lambda _monitor: self._journal.verify(),
            parent=self,
            unit=Unit.ITEMS,
        )
        self.verify_button.setEnabled(False)
        job.succeeded.connect(self._on_verify_succeeded)
        job.ended.connect(self._on_verify_ended)
        self.context.jobs.start(job, Lane.READ)

    def _on_verify_succeeded(self, report: ChainReport) -> None:
        self.proof.show_report(report)

    def _on_verify_ended(self) -> None:
        self.verify_button.setEnabled(True)

    def export(self) -> None:
        """Write the whole journal to a file that anybody can verify."""
        today = datetime.now(zone()).date()
        out = save_file(
            self,
            self.context.remembered,
            "journal",
            self.tr("导出操作日志"),
            f"{self.tr('操作日志')}-{today:%Y%m%d}.jsonl",
            self.tr("操作日志 (*.jsonl)"),
        )
        if out is None:
            return
        try:
            # The person has already said in the dialog that an older file may go.
            out.unlink(missing_ok=True)
        except OSError as error:
            self.context.notices.warn(str(error))
            return
        actor = self.context.actor
        job = Job(
            self.tr("导出操作日志"),
            lambda _monitor: self._journal.export(actor, out),
            parent=self,
            unit=Unit.ITEMS,
        )
        job.succeeded.connect(self._on_export_succeeded)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_export_succeeded(self, report: ChainReport) -> None:
        self.context.notices.success(
            self.tr("已导出操作日志，共 {n} 条。").format(n=wording.number(report.entries))
        )
        self.set_stale()


def _icon_of(entry: Entry) -> str:
    subject = entry.verb.partition(".")[0]
    return ICONS[Subject(subject)] if subject in set(Subject) else "info"


def _tone_of(entry: Entry) -> Tone:
    return Tone.BAD if entry.verb in _WARNINGS else Tone.NEUTRAL


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone())
