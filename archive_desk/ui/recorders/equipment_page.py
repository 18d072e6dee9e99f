"""The register of devices: what each is doing, who has it, giving out, taking back, maintenance."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from archive_desk.domain.device_issues import DeviceIssue, DeviceRecord, DeviceState, Maintenance
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.device_papers import DevicePapers, issue_file_name
from archive_desk.services.equipping import DeviceHistory, Equipping
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders import equipment_dialogs as dialogs
from archive_desk.ui.recorders import words
from archive_desk.ui.recorders.device_dialog import DeviceDialog
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM
from archive_desk.ui.widgets.asking import Asking
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Choice, FilterBar
from archive_desk.ui.widgets.list_and_details import ListAndDetails
from archive_desk.ui.widgets.panels import Card, EmptyState, Facts, clear
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_TONES = {
    DeviceState.IN: Tone.GOOD,
    DeviceState.OUT: Tone.ACCENT,
    DeviceState.OVERDUE: Tone.BAD,
    DeviceState.FAULTY: Tone.WARN,
    DeviceState.RETIRED: Tone.NEUTRAL,
}
_SHOWN_ISSUES = 20


class EquipmentPage(QWidget):
    """Every registered device."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._desk = Equipping(context.desk)
        self._papers = DevicePapers(context.desk)
        self._may = context.actor.may(Right.KEEP_DEVICES)
        self._rows: Sequence[DeviceRecord] = ()
        self._columns = self._make_columns()
        self._model: RowModel[DeviceRecord] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.device.number
        )
        self.table = Table(
            self._model,
            name="equipment",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("设备"))
        self.table.rows_selected.connect(self._on_selected)
        self.filters = FilterBar(self.tr("搜索编号、型号、保管、领用人"))
        states = [Choice(each, wording.sentence(each.label)) for each in DeviceState]
        self.filters.add_filter("state", self.tr("全部状态"), states)
        self.filters.changed.connect(self._show_rows)
        self._lay_out()

    def _lay_out(self) -> None:
        self.export_button = button(self.tr("导出(&E)"), "download")
        menu = QMenu(self)
        menu.addAction(self.tr("领用登记簿…")).triggered.connect(lambda: self._export())
        menu.addAction(self.tr("维护台账…")).triggered.connect(lambda: self._export_care())
        self.export_button.setMenu(menu)
        reads = self._may or self._context.actor.may(Right.READ_LEDGER)
        if reads:
            self.filters.add_right(self.export_button)
        if self._may:
            self.add_button = button(
                self.tr("登记设备(&N)…"), "plus", kind="primary", then=self.register
            )
            self.filters.add_right(self.add_button)
        self.nothing = EmptyState(
            "video",
            self.tr("还没有登记设备"),
            self.tr("登记执法记录仪、手机、相机和存储卡后，领用、归还和维护都记在这里。"),
        )
        self._both = ListAndDetails(self.table, self.nothing, width=400)
        self.details = self._both.details
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self.filters)
        column.addWidget(self._both, 1)

    def _make_columns(self) -> Sequence[Column[DeviceRecord]]:
        def state(row: DeviceRecord) -> Badge:
            now = row.state(self._context.desk.clock())
            return Badge(wording.sentence(now.label), _TONES[now])

        def holder(row: DeviceRecord) -> str:
            return "" if row.open_issue is None else row.open_issue.holder

        def due(row: DeviceRecord) -> str:
            issue = row.open_issue
            return "" if issue is None else wording.compact(issue.due_at, seconds=False)

        return (
            Column(
                "number",
                self.tr("设备编号"),
                lambda row: row.device.number,
                subtitle=lambda row: row.device.model,
                bold=True,
                stretch=True,
            ),
            Column(
                "kind",
                self.tr("种类"),
                lambda row: wording.sentence(row.device.kind.label),
                subtitle=lambda row: row.device.serial,
                width=130,
            ),
            Column(
                "keeper",
                self.tr("保管"),
                lambda row: row.device.section,
                subtitle=lambda row: row.device.custodian,
                width=130,
            ),
            Column("state", self.tr("状态"), lambda row: state(row).text, badge=state, width=96),
            Column("holder", self.tr("领用人"), holder, subtitle=due, width=150),
            Column(
                "care",
                self.tr("下次维护"),
                lambda row: "" if row.next_care_on is None else wording.day(row.next_care_on),
                width=132,
            ),
        )

    # -- reading -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the devices again."""
        self._rows = self._desk.records(self._context.actor)
        self._show_rows()

    def _show_rows(self) -> None:
        kept = {row.device.number for row in self.table.selected()}
        wanted, text = self.filters.value("state"), self.filters.text.casefold()
        now = self._context.desk.clock()
        rows = [
            row
            for row in self._rows
            if (wanted is None or row.state(now) is wanted) and text in _searched(row)
        ]
        self._model.use(listed(rows, self._columns))
        self.table.select_keys(set(kept))
        if not rows and self._rows:
            self.nothing.say(self.tr("没有符合条件的设备"), self.tr("换个词，或清除条件再看。"))
        self._both.show_list(some=bool(rows))
        self._on_selected(self.table.selected())

    def choose(self, number: str) -> None:
        """Bring one device forward."""
        self.table.choose(number)

    @property
    def chosen(self) -> DeviceRecord | None:
        """The device chosen in the list."""
        return next(iter(self.table.selected()), None)

    # -- one device --------------------------------------------------------------------------

    def _on_selected(self, rows: Sequence[DeviceRecord]) -> None:
        self.details.setVisible(bool(rows))
        if rows:
            try:
                history = self._desk.history(self._context.actor, rows[0].device.number)
            except ArchiveDeskError as error:
                self._context.notices.error(error)
                return
            self._show(history)

    def _show(self, history: DeviceHistory) -> None:
        record = history.record
        self.details.set_title(record.device.number)
        clear(self.details.body)
        facts = Facts()
        facts.show_facts(self._facts(record))
        self.details.body.addWidget(facts)
        self.details.body.addWidget(label(self.tr("领用记录"), "strong"))
        if not history.issues:
            self.details.body.addWidget(label(self.tr("还没有领用过。"), "muted"))
        for issue in history.issues[:_SHOWN_ISSUES]:
            self.details.body.addWidget(self._issue_card(issue))
        self.details.body.addWidget(label(self.tr("维护台账"), "strong"))
        if not history.care:
            self.details.body.addWidget(label(self.tr("还没有维护记录。"), "muted"))
        for care in reversed(history.care):
            self.details.body.addWidget(_care_card(care))
        self.details.body.addStretch(1)
        clear(self.details.foot)
        if self._may:
            self.details.foot.addWidget(self._actions(record), 1)

    def _facts(self, record: DeviceRecord) -> list[tuple[str, str]]:
        device = record.device
        bought = "" if device.purchased_on is None else wording.day(device.purchased_on)
        facts = [
            (self.tr("种类"), wording.sentence(device.kind.label)),
            (self.tr("型号"), device.model),
            (self.tr("出厂编号"), device.serial),
            (self.tr("保管"), f"{device.section} {device.custodian}".strip()),
            (self.tr("购置日期"), bought),
            (self.tr("故障"), record.fault),
            (self.tr("备注"), device.note),
        ]
        if device.retirement is not None:
            facts.append((self.tr("报废"), f"{device.retirement.by}：{device.retirement.reason}"))
        return [(name, value) for name, value in facts if value]

    def _issue_card(self, issue: DeviceIssue) -> QWidget:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(label(f"{issue.no}　{issue.holder}", "strong"), 1)
        state = issue.state(self._context.desk.clock())
        late = self.tr("逾期归还") if issue.returned_late else wording.sentence(state.label)
        tone = {"out": Tone.ACCENT, "overdue": Tone.BAD}.get(state.value, Tone.GOOD)
        head.addWidget(BadgeLabel(late, Tone.WARN if issue.returned_late else tone))
        card.body.addLayout(head)
        for said in _issue_lines(issue):
            card.body.addWidget(label(said, "caption", wrap=True))
        if self._may:
            row = FlowLayout()
            for said, then in (
                (self.tr("打印登记表"), lambda: self.print_issue(issue)),
                (self.tr("写更正"), lambda: self.correct(issue)),
            ):
                link = button(said, kind="link", then=then)
                link.setAccessibleName(f"{said} {issue.no}")
                row.addWidget(link)
            card.body.addLayout(row)
        return card

    def _actions(self, record: DeviceRecord) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        state = record.state(self._context.desk.clock())
        if record.open_issue is not None:
            back = button(self.tr("归还(&B)…"), "undo-2", kind="primary", then=self.take_back)
            flow.addWidget(back)
        elif state is DeviceState.IN:
            give = button(self.tr("发放(&G)…"), "hand-helping", kind="primary", then=self.issue)
            flow.addWidget(give)
        if record.device.active:
            flow.addWidget(button(self.tr("登记维护(&W)…"), "adjust", then=self.maintain))
        flow.addWidget(button(self.tr("更改登记(&U)…"), "pencil", then=self.edit))
        if record.device.active and record.open_issue is None:
            flow.addWidget(button(self.tr("报废…"), "trash-2", kind="quiet", then=self.retire))
        return holder

    # -- verbs -------------------------------------------------------------------------------

    def register(self) -> None:
        """Register a device."""
        self._keep(DeviceDialog(parent=self))

    def edit(self) -> None:
        """Change what the register says of the device chosen."""
        if self.chosen is not None:
            self._keep(DeviceDialog(self.chosen.device, self))

    def _keep(self, dialog: DeviceDialog) -> None:
        accepted, device = bool(dialog.exec()), dialog.device
        dialog.deleteLater()
        if not accepted:
            return
        try:
            kept = self._desk.register(self._context.actor, device)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._done(kept.number, self.tr("已登记 {number}。"))

    def issue(self) -> None:
        """Give the device chosen to an officer."""
        if self.chosen is not None:
            dialog = dialogs.issue(self._desk, self._context, self.chosen.device, self)
            self._run(dialog, self.tr("已发放 {number}。"))

    def take_back(self) -> None:
        """Take the device chosen back."""
        if self.chosen is not None and self.chosen.open_issue is not None:
            dialog = dialogs.take_back(self._desk, self._context, self.chosen.open_issue, self)
            self._run(dialog, self.tr("已收回 {number}。"))

    def maintain(self) -> None:
        """Write a line into the maintenance log of the device chosen."""
        if self.chosen is not None:
            dialog = dialogs.maintain(self._desk, self._context, self.chosen.device, self)
            self._run(dialog, self.tr("已登记 {number} 的维护。"))

    def retire(self) -> None:
        """Take the device chosen out of use for good."""
        if self.chosen is not None:
            dialog = dialogs.retire(self._desk, self._context, self.chosen.device, self)
            self._run(dialog, self.tr("已报废 {number}。"))

    def correct(self, issue: DeviceIssue) -> None:
        """Write a correction beside a line of the register."""
        dialog = dialogs.correct(self._desk, self._context, issue, self)
        self._run(dialog, self.tr("已更正 {number} 的领用登记。"))

    def _run(self, dialog: Asking, said: str) -> None:
        number = "" if self.chosen is None else self.chosen.device.number
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        if accepted:
            self._done(number, said)

    def _done(self, number: str, said: str) -> None:
        self.refresh()
        self.choose(number)
        self._context.notices.success(said.format(number=number))

    def print_issue(self, issue: DeviceIssue) -> None:
        """Write the form of an issue to a file that the person chooses."""
        out = self._ask_file(self.tr("打印登记表"), issue_file_name(issue), "PDF (*.pdf)")
        if out is None:
            return
        try:
            self._papers.print_issue(self._context.actor, issue.no, out)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._context.notices.success(self.tr("已保存 {file}。").format(file=out.name))

    def _export(self) -> None:
        kinds = "Excel (*.xlsx);;PDF (*.pdf);;CSV (*.csv)"
        name = self._papers.register_file_name()
        out = self._ask_file(self.tr("导出登记簿"), name, kinds)
        if out is not None:
            self._tell(lambda: self._papers.export(self._context.actor, out), out)

    def _export_care(self) -> None:
        kinds = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"
        name = self._papers.care_file_name()
        out = self._ask_file(self.tr("导出维护台账"), name, kinds)
        if out is not None:
            self._tell(lambda: self._papers.export_care(self._context.actor, out), out)

    def _ask_file(self, title: str, name: str, kinds: str) -> Path | None:
        return save_file(self, self._context.remembered, "exports", title, name, kinds)

    def _tell(self, write: "dialogs.Write", out: Path) -> None:
        try:
            count = write()
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        said = self.tr("已导出 {count} 条：{file}")
        self._context.notices.success(said.format(count=count, file=out.name))


def _searched(row: DeviceRecord) -> str:
    device, issue = row.device, row.open_issue
    parts = (device.number, device.model, device.serial, device.section, device.custodian)
    held = "" if issue is None else issue.holder
    return " ".join((*parts, held)).casefold()


def _issue_lines(issue: DeviceIssue) -> list[str]:
    found = [
        wording.compact(issue.issued_at, seconds=False)
        + " → "
        + wording.compact(issue.due_at, seconds=False),
        f"{issue.purpose}　{issue.case_no}".strip(),
    ]
    if issue.clock_offset is not None:
        found.append(wording.tr("时钟") + " " + words.error_words(issue.clock_offset))
    back = issue.returned
    if back is not None:
        at = wording.compact(back.at, seconds=False)
        found.append(wording.tr("{at} 归还，{by}接收", at=at, by=back.by))
        if back.batches:
            batches = wording.listing(back.batches)
            found.append(wording.tr("音像已移交：{batches}", batches=batches))
        else:
            found.append(wording.tr("没有音像：{reason}", reason=back.no_footage))
        if back.check.fault:
            found.append(wording.tr("归还时故障：{fault}", fault=back.check.fault))
    found += [wording.tr("更正：{text}", text=text) for text in issue.corrections]
    return found


def _care_card(care: Maintenance) -> QWidget:
    card = Card()
    head = QHBoxLayout()
    kind = wording.sentence(care.kind.label)
    head.addWidget(label(f"{wording.day(care.done_on)}　{kind}", "strong"), 1)
    if not care.sound:
        head.addWidget(BadgeLabel(wording.tr("不能使用"), Tone.WARN))
    card.body.addLayout(head)
    card.body.addWidget(label(f"{care.content}（{care.done_by}）", "caption", wrap=True))
    if care.next_on is not None:
        due = wording.tr("下次维护 {day}", day=wording.day(care.next_on))
        card.body.addWidget(label(due, "caption"))
    return card
