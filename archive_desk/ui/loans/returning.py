"""Taking things back: each is looked at, and a disc can be read through."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.loans import Condition, Inspection, ItemKind, Loan, LoanAct, LoanItem
from archive_desk.domain.sentences import Sentence
from archive_desk.services.disc_reading import DiscReading
from archive_desk.ui import wording
from archive_desk.ui.loans.disc_read_back import DiscReadBack
from archive_desk.ui.loans.listing import items_in_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice, scrolling
from archive_desk.ui.widgets.text import label

NOTHING_KNOWN: Mapping[LoanItem, Sentence] = {}
"""Nobody has written down how the things looked before."""

_MANY = 4
"""So many things fit below one another; more scroll."""


class ReturnedItem(QWidget):
    """One thing that is out: whether it comes back now, and how it looks.

    Signals:
        changed: ticked, or found otherwise.
    """

    changed = Signal()

    def __init__(self, item: LoanItem, before: str = "", *, ticked: bool = True) -> None:
        super().__init__()
        self.item = item
        self.tick = QCheckBox(item.label)
        self.tick.setChecked(ticked)
        self.tick.toggled.connect(self._on_changed)
        self.condition = ChoiceBox(
            self.tr("归还检查：{name}").format(name=item.label),
            [Choice(each, wording.sentence(each.label)) for each in Condition],
        )
        self.condition.chosen.connect(self._on_changed)
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("损坏或缺失的情况"))
        self.note.setAccessibleName(self.tr("说明：{name}").format(name=item.label))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick, 1)
        row.addWidget(self.condition)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(row)
        if before:
            column.addWidget(label(before, "caption", wrap=True))
        column.addWidget(self.note)
        self._on_changed()

    @property
    def inspection(self) -> Inspection | None:
        """What was found; None while the thing stays out."""
        if not self.tick.isChecked():
            return None
        return Inspection(self.item, self.condition.value, self.note.text())

    def show_reading(self, reading: DiscReading) -> None:
        """Write down what reading the disc has shown; the clerk may still say otherwise."""
        self.tick.setChecked(True)
        count = len(reading.findings)
        if count:
            self.condition.choose(Condition.DAMAGED)
            words = self.tr("读检发现 {n} 处问题：{first}")
            first = wording.sentence(reading.findings[0].message)
            self.note.setText(words.format(n=count, first=first))
            self.note.setCursorPosition(0)
        else:
            self.condition.choose(Condition.INTACT)
            self.note.setText(self.tr("读检完好"))
        self._on_changed()

    def _on_changed(self, _value: object = None) -> None:
        self.condition.setEnabled(self.tick.isChecked())
        hurt = self.condition.value is not Condition.INTACT
        self.note.setVisible(self.tick.isChecked() and hurt)
        self.changed.emit()


class ReturnDialog(Dialog):
    """What comes back, and in which state."""

    def __init__(
        self,
        loan: Loan,
        now: datetime,
        parent: QWidget | None = None,
        *,
        before: Mapping[LoanItem, Sentence] = NOTHING_KNOWN,
        scanned: LoanItem | None = None,
        read_back: DiscReadBack | None = None,
    ) -> None:
        """Ask about `loan`; `read_back` reads a disc that came back, where one was borrowed."""
        super().__init__("", parent, width=560)
        self.set_title(self.tr("办理归还"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        if loan.overdue(now) and loan.due_at is not None:
            late = wording.distance(loan.due_at, now)
            self.body.addWidget(
                Advice(self.tr("{late}，会记入登记簿。").format(late=late), Tone.WARN)
            )
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        borrowed = LoanAct.BORROW in loan.acts
        if borrowed:
            hint = self.tr("逐件清点；光盘看盘面有无划伤。没有交回的去掉勾选，留待以后归还。")
            self.body.addWidget(label(hint, "caption", wrap=True))
        self.items = [
            ReturnedItem(
                item,
                wording.sentence(before[item]) if item in before else "",
                ticked=scanned is None or _same(item, scanned),
            )
            for item in loan.still_out
        ]
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        for item in self.items:
            item.changed.connect(self._on_item_changed)
            column.addWidget(item)
        column.addStretch(1)
        if len(self.items) > _MANY:
            area = scrolling(held)
            area.setMinimumHeight(theme().px(260))
            self.body.addWidget(area, 1)
        else:
            self.body.addWidget(held)
        self.read_back = read_back
        if read_back is not None:
            read_back.found.connect(self._on_disc_read)
            read_back.busy_changed.connect(lambda _busy: self._on_item_changed())
            self.body.addWidget(read_back)
        form = Form(above=True)
        self.effect = QLineEdit(loan.effect)
        form.add(
            self.tr("利用效果(&E)"),
            self.effect,
            hint=self.tr("例如：作为证据使用、答复复议、解决信访。可以以后补登。"),
        )
        self.body.addWidget(form)
        self.confirm = button(self.tr("归还入库(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self._on_item_changed()

    @property
    def inspections(self) -> tuple[Inspection, ...]:
        """What the inspection found of each thing that comes back now."""
        found = (item.inspection for item in self.items)
        return tuple(each for each in found if each is not None)

    def _on_item_changed(self) -> None:
        reading = self.read_back is not None and self.read_back.busy
        self.confirm.setEnabled(bool(self.inspections) and not reading)

    def _on_disc_read(self, reading: DiscReading) -> None:
        if reading.disc is None:
            return
        for each in self.items:
            if (each.item.kind, each.item.item_id) == (ItemKind.DISC, reading.disc.id):
                each.show_reading(reading)

    @override
    def done(self, result: int) -> None:
        """Close; a disc that is being read is read no further."""
        if self.read_back is not None:
            self.read_back.stop()
        super().done(result)

    @override
    def accept(self) -> None:
        """Go on, unless damage or loss is not described."""
        for item in self.items:
            found = item.inspection
            hurt = found is not None and found.condition is not Condition.INTACT
            if hurt and not item.note.text().strip():
                self._problem.say(self.tr("请写明损坏或缺失的情况。"))
                item.note.setFocus()
                return
        super().accept()


def _same(item: LoanItem, other: LoanItem) -> bool:
    return (item.kind, item.item_id) == (other.kind, other.item_id)
