"""The four-nature test of a case file: its items, what a person confirms, its report."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.four_natures import NatureReport, Occasion, Outcome, Result
from archive_desk.services.four_natures import FourNatures
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Advice, scrolling
from archive_desk.ui.widgets.text import label, muted

_TONES = {
    Outcome.PASSED: Tone.GOOD,
    Outcome.FAILED: Tone.BAD,
    Outcome.PENDING: Tone.WARN,
    Outcome.NONE: Tone.FAINT,
}


class NaturesDialog(Dialog):
    """The newest report, and the button that tests anew."""

    def __init__(
        self,
        context: ScreenContext,
        case: CaseFile,
        parent: QWidget | None = None,
        report: NatureReport | None = None,
    ) -> None:
        super().__init__("", parent, width=820)
        self.set_title(self.tr("四性检测：{no}").format(no=case.no))
        self._context, self._case = context, case
        self._natures = FourNatures(context.desk)
        self.report = report
        self._fields: dict[str, tuple[ChoiceBox, QLineEdit]] = {}
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self._summary = muted("")
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(2, 3)
        self._grid.setColumnStretch(4, 2)
        area = scrolling(self._inner)
        area.setMinimumHeight(theme().px(420))
        head = QHBoxLayout()
        self.occasion = ChoiceBox(
            self.tr("检测环节"), [Choice(each, wording.sentence(each.label)) for each in Occasion]
        )
        self.run_button = button(self.tr("检测(&T)"), "shield-check", then=self.run)
        head.addWidget(self._summary, 1)
        head.addWidget(self.occasion)
        head.addWidget(self.run_button)
        self.body.addWidget(self._advice)
        self.body.addLayout(head)
        self.body.addWidget(area, 1)
        self.print_button = button(self.tr("打印报告(&P)…"), "printer", then=self._choose)
        self.add_left(self.print_button)
        self.confirm = button(self.tr("保存人工确认(&S)"), "check", kind="primary")
        self.set_buttons(None, self.tr("关闭"))
        self.add_right(self.confirm)
        self.confirm.clicked.connect(self.keep)
        self.resize(theme().px(880), theme().px(760))
        if self.report is None:
            known = self._natures.of_case(context.actor, case.no)
            self.report = known[0] if known else None
        self._show()

    def _show(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fields.clear()
        report = self.report
        for part in (self.print_button, self.confirm):
            part.setEnabled(report is not None)
        if report is None:
            self._summary.setText(self.tr("还没有检测过。检测会逐件读取音像原件和扫描件。"))
            return
        self.confirm.setVisible(any(each.item.manual for each in report.results))
        made = wording.moment(report.made_at)
        self._summary.setText(
            self.tr("{occasion} · {who} · {at} · {outcome}").format(
                occasion=wording.sentence(report.occasion.label),
                who=report.made_by,
                at=made,
                outcome=wording.sentence(report.outcome.label),
            )
        )
        nature = None
        row = 0
        for result in report.results:
            if result.item.nature is not nature:
                nature = result.item.nature
                self._grid.addWidget(label(wording.sentence(nature.label), "strong"), row, 0, 1, 5)
                row += 1
            self._add_row(row, result)
            row += 1
        self._grid.setRowStretch(row, 1)

    def _add_row(self, row: int, result: Result) -> None:
        item = result.item
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label(item.code, "caption"), row, 0, top)
        self._grid.addWidget(label("★" if item.veto else "", "caption"), row, 1, top)
        title: QLabel = label(wording.sentence(item.title), wrap=True)
        self._grid.addWidget(title, row, 2, top)
        if not item.manual:
            badge = BadgeLabel(wording.sentence(result.outcome.label), _TONES[result.outcome])
            self._grid.addWidget(badge, row, 3, top)
            self._grid.addWidget(label(result.note, "caption", wrap=True), row, 4, top)
            return
        choice = ChoiceBox(
            wording.sentence(item.title),
            [Choice(each, wording.sentence(each.label)) for each in _choices(result)],
        )
        choice.choose(result.outcome)
        note = QLineEdit(result.note)
        note.setPlaceholderText(self.tr("不合格的写明情况"))
        note.setAccessibleName(self.tr("说明"))
        if result.by:
            note.setToolTip(f"{result.by} {wording.moment(result.at)}")
        self._fields[item.code] = (choice, note)
        self._grid.addWidget(choice, row, 3, top)
        self._grid.addWidget(note, row, 4, top)

    def run(self) -> None:
        """Test anew, beside the window."""
        actor, no, occasion = self._context.actor, self._case.no, self.occasion.value
        job = Job(
            self.tr("四性检测"),
            lambda monitor: self._natures.run(actor, no, occasion, monitor),
            parent=self,
            own_errors=True,
        )
        job.succeeded.connect(self._on_run_succeeded)
        job.failed.connect(self._on_failed)
        job.ended.connect(lambda: self.run_button.setEnabled(True))
        self.run_button.setEnabled(False)
        self._summary.setText(self.tr("正在检测…"))
        self._context.jobs.start(job, Lane.WRITE)

    def _on_run_succeeded(self, report: NatureReport) -> None:
        self.report = report
        self._advice.hide()
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._show()
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))

    def keep(self) -> None:
        """Write down what was confirmed."""
        if self.report is None:
            return
        actor = self._context.actor
        before = {each.code: each for each in self.report.results}
        self._advice.hide()
        try:
            for code, (choice, note) in self._fields.items():
                old = before[code]
                if choice.value is Outcome.PENDING or (
                    (choice.value, note.text().strip()) == (old.outcome, old.note)
                ):
                    continue
                self.report = self._natures.confirm(
                    actor, self.report.id, code, choice.value, note.text()
                )
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self._show()
        self._context.notices.success(self.tr("已保存人工确认。"))

    def _choose(self) -> None:
        name = f"{self._case.no} " + self.tr("四性检测报告") + ".pdf"
        file = save_file(
            self, self._context.remembered, "forms", self.tr("打印报告"), name, "PDF (*.pdf)"
        )
        if file is not None:
            self.print_to(file)

    def print_to(self, file: Path) -> None:
        """Write the report to a PDF."""
        if self.report is None:
            return
        try:
            self._natures.print(self._context.actor, self.report.id, file)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self._context.notices.success(self.tr("已保存：{file}").format(file=file.name))


def _choices(result: Result) -> Sequence[Outcome]:
    decided = (Outcome.PASSED, Outcome.FAILED, Outcome.NONE)
    return decided if result.outcome is not Outcome.PENDING else (Outcome.PENDING, *decided)
