"""The clerk's dialogs: taking back with an inspection, renewing, recalling."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.discs import Medium
from archive_desk.domain.loans import Condition, Inspection, Loan, LoanAct, LoanItem
from archive_desk.domain.phrases import EFFECTS, EMERGENCIES, RECALLS
from archive_desk.domain.sentences import Sentence
from archive_desk.ui import wording
from archive_desk.ui.loans.listing import items_in_words
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.panels import Advice, scrolling
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import zone

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
    ) -> None:
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
        self.confirm.setEnabled(bool(self.inspections))

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


class _ReasonDialog(Dialog):
    """Asks for a reason, with the usual ones at hand."""

    def __init__(
        self,
        loan: Loan,
        parent: QWidget | None,
        *,
        title: str,
        verb: str,
        usual: Sequence[str],
        note: str,
        asks: str = "",
    ) -> None:
        super().__init__("", parent, width=440)
        self.set_title(title)
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        form = self._form = Form(above=True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme().px(64))
        form.add(asks or self.tr("理由(&R)"), self.reason, needed=True)
        row = QHBoxLayout()
        for words in usual:
            row.addWidget(button(words, kind="link", then=partial(self.reason.setPlainText, words)))
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(form)
        self.body.addWidget(label(note, "caption", wrap=True))
        self.set_buttons(button(verb, kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Go on, once there is a reason."""
        self._form.forgive()
        if not self.reason.toPlainText().strip():
            self._form.complain(self.reason, self.tr("请写明理由。"))
            return
        super().accept()


class RecallDialog(_ReasonDialog):
    """Why something is wanted back."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("催还"),
            verb=wording.tr("催还(&S)"),
            usual=RECALLS,
            note=wording.tr("催还后应于下一工作日前归还；原应还日期更早的，仍按原日期。"),
        )


class ReleaseDialog(_ReasonDialog):
    """Why something cannot wait for its signatures."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("紧急先行利用"),
            verb=wording.tr("先行利用(&S)"),
            usual=EMERGENCIES,
            note=wording.tr(
                "只限查阅、复制、刻录；须在制度规定的时限内补批，逾期未补批的自动停止。"
            ),
        )


class EffectDialog(_ReasonDialog):
    """What came of the use."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__(
            loan,
            parent,
            title=wording.tr("登记利用效果"),
            verb=wording.tr("登记(&S)"),
            usual=EFFECTS,
            note=wording.tr("写明解决了什么问题；记入登记簿，可以以后再补。"),
            asks=wording.tr("利用效果(&R)"),
        )
        self.reason.setPlainText(loan.effect)


class BurnDialog(Dialog):
    """On what the recordings of a loan are burned."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=440)
        self.set_title(self.tr("按批准刻录"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        self.medium = ChoiceBox(self.tr("盘片"), [Choice(each, each.label) for each in Medium])
        self.medium.choose(Medium.DVD)
        form = Form(above=True)
        form.add(self.tr("盘片(&M)"), self.medium)
        self.body.addWidget(form)
        note = self.tr("计划的光盘记明依据 {no}；映像、刻录和读检在光盘页办理。")
        self.body.addWidget(label(note.format(no=loan.no), "caption", wrap=True))
        self.set_buttons(button(self.tr("计划光盘(&S)"), kind="primary"), self.tr("取消"))


class RenewDialog(Dialog):
    """Until when it may stay out."""

    def __init__(self, loan: Loan, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=440)
        self.setWindowTitle(self.tr("续借"))
        self.heading.setText(self.tr("续借"))
        self.body.addWidget(label(f"{loan.applicant}：{items_in_words(loan)}", "muted", wrap=True))
        due = loan.due_at or loan.wanted_until
        proposed = due + max(loan.wanted_until - loan.wanted_from, timedelta(days=1))
        self._picker = DatePicker(
            self.tr("续借至"), optional=False, value=proposed.astimezone(zone()).date()
        )
        form = Form(above=True)
        form.add(
            self.tr("续借至(&D)"),
            self._picker,
            hint=self.tr("现应于 {due} 归还。遇休息日顺延到下一工作日。").format(
                due=wording.day(due.astimezone(zone()).date())
            ),
        )
        self.body.addWidget(form)
        note = self.tr("续借只延长归还日期；查阅、复制的批准期限不变。")
        self.body.addWidget(label(note, "caption", wrap=True))
        self.set_buttons(button(self.tr("续借(&S)"), kind="primary"), self.tr("取消"))

    @property
    def until(self) -> datetime | None:
        """The last moment of the day chosen."""
        day = self._picker.value
        return None if day is None else end_of_day(day, zone())
