"""Deciding one value of a regulation in a form: a deadline, a term, a scope, an open question."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSpinBox, QWidget
from typing_extensions import override

from archive_desk.domain.clock import Unit
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.regulations import Clock, Event, Regulation
from archive_desk.domain.retention import FixedTerm, Floor, RetentionClass
from archive_desk.domain.rule_rows import RuleGroup, RuleRow
from archive_desk.domain.rule_values import DiscScope, OpeningKind, Standing
from archive_desk.services.rule_keeping import RuleKeeping
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

_MOST = 1000


def editable(row: RuleRow) -> bool:
    """Whether there is a form for this value; everything else is edited as text."""
    if row.group is RuleGroup.OPEN:
        return not row.elsewhere
    return row.group in {RuleGroup.DEADLINES, RuleGroup.RETENTION} or row.path == "disc_duty"


class ValueDialog(Dialog):
    """One value, with its article, its paraphrase, and why it is changed."""

    def __init__(
        self,
        context: ScreenContext,
        regulation: Regulation,
        row: RuleRow,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(wording.sentence(row.title), parent, width=560)
        self._context = context
        self._keeping = RuleKeeping(context.desk)
        self._regulation = regulation
        self._value = row
        self.form = Form()
        self.article = QLineEdit("" if row.basis is None else row.basis.article)
        self.text = QLineEdit(row.text)
        self.text.setCursorPosition(0)
        self.decision = QLineEdit(row.decision)
        self.why = QPlainTextEdit()
        self.why.setFixedHeight(theme().px(64))
        self.amount = QSpinBox()
        self.amount.setRange(1, _MOST)
        self.unit = ChoiceBox(self.tr("单位"))
        self.kind = ChoiceBox(self.tr("期限"))
        self.starts = ChoiceBox(self.tr("起算"))
        self.answer = QLineEdit()
        self._lay_out()

    def _lay_out(self) -> None:
        if self._value.text:
            self.body.addWidget(label(self._value.text, "muted", wrap=True))
        match self._value.group:
            case RuleGroup.DEADLINES:
                self._deadline()
            case RuleGroup.RETENTION:
                self._retention()
            case RuleGroup.OPEN:
                self._opening()
            case _:
                self._scope()
        if self._value.group is not RuleGroup.OPEN:
            self.form.add(self.tr("条款(&A)"), self.article, needed=True)
            self.form.add(self.tr("大意(&T)"), self.text, needed=True)
        if self._own:
            self.form.add(
                self.tr("单位依据(&D)"),
                self.decision,
                hint=self.tr("制度没有写明，由单位决定：写明会议纪要或文件。"),
                needed=True,
            )
        self.form.add(
            self.tr("更改原因(&R)"),
            self.why,
            hint=self.tr("记入版本和操作日志。"),
            needed=True,
        )
        self.body.addWidget(self.form)
        self.advice = Advice(
            self.tr(
                "保存后即为新版本，从现在起适用；已经开始计时的仍按原来的版本，已归档的不缩短。"
            )
        )
        self.body.addWidget(self.advice)
        self.confirm = button(self.tr("保存为新版本(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    @property
    def _own(self) -> bool:
        """Whether the office decides what the text leaves open."""
        return self._value.standing is not Standing.SET and self._value.path != "disc_duty"

    def _deadline(self) -> None:
        clock = Clock(self._value.path.removeprefix("deadlines."))
        deadline = self._regulation.deadline(clock)
        self.unit.offer([Choice(unit, wording.sentence(unit.label)) for unit in Unit])
        self.unit.choose(Unit.WORKING_DAYS)
        if deadline.period is not None:
            self.amount.setValue(deadline.period.amount)
            self.unit.choose(deadline.period.unit)
        self.starts.offer([Choice(event, wording.sentence(event.label)) for event in Event])
        self.starts.choose(deadline.starts or _USUAL_STARTS.get(clock, Event.ACTIVITY_ENDED))
        self.form.add(self.tr("时限(&L)"), self._length(), needed=True)
        self.form.add(self.tr("起算(&B)"), self.starts, needed=True)

    def _retention(self) -> None:
        rule = self._regulation.retention[
            RetentionClass(self._value.path.removeprefix("retention."))
        ]
        self.kind.offer(
            [
                Choice("fixed", self.tr("保存期限（期满进入鉴定）")),
                Choice("floor", self.tr("不少于（到期方可鉴定）")),
                Choice("case_file", self.tr("与案卷保存期限相同")),
                Choice("long_term", self.tr("长期保存")),
            ]
        )
        self.kind.choose(rule.term.kind)
        self.unit.offer(
            [Choice(unit, wording.sentence(unit.label)) for unit in (Unit.YEARS, Unit.MONTHS)]
        )
        if isinstance(rule.term, FixedTerm | Floor):
            self.amount.setValue(rule.term.period.amount)
            self.unit.choose(rule.term.period.unit)
        self.kind.chosen.connect(lambda _kind: self._on_kind_chosen())
        self.form.add(self.tr("期限(&K)"), self.kind, needed=True)
        self.form.add(self.tr("长度(&L)"), self._length())
        self._on_kind_chosen()

    def _on_kind_chosen(self) -> None:
        counted = self.kind.value in {"fixed", "floor"}
        self.amount.setEnabled(counted)
        self.unit.setEnabled(counted)

    def _scope(self) -> None:
        self.kind.offer([Choice(scope, wording.sentence(scope.label)) for scope in DiscScope])
        if self._regulation.discs is not None:
            self.kind.choose(self._regulation.discs.scope)
        self.form.add(self.tr("刻录范围(&K)"), self.kind, needed=True)

    def _opening(self) -> None:
        opening = self._regulation.opening(self._value.path.removeprefix("open."))
        if opening.kind is OpeningKind.NUMBER:
            self.amount.setRange(opening.least, opening.most)
            self.amount.setValue(opening.number)
            self.amount.setSuffix(f" {opening.unit}")
            self.form.add(self.tr("决定(&L)"), self.amount, needed=True)
        elif opening.kind is OpeningKind.CHOICE:
            self.kind.offer([Choice(value, words) for value, words in opening.choices])
            self.kind.choose(opening.value)
            self.form.add(self.tr("决定(&L)"), self.kind, needed=True)
        else:
            self.answer.setText(str(opening.value))
            self.form.add(self.tr("决定(&L)"), self.answer, needed=True)

    def _length(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.amount.setAccessibleName(self.tr("长度"))
        row.addWidget(self.amount)
        row.addWidget(self.unit)
        row.addStretch(1)
        return box

    # -- saving ------------------------------------------------------------------------------

    def values(self) -> Mapping[str, object]:
        """The table of the rule file as the form has it now."""
        said: dict[str, Any] = {"article": self.article.text().strip(), "text": self.text.text()}
        own = {"decision": self.decision.text().strip()} if self._own else {}
        match self._value.group:
            case RuleGroup.DEADLINES:
                deadline = self._regulation.deadline(
                    Clock(self._value.path.removeprefix("deadlines."))
                )
                also = (
                    {}
                    if deadline.alternative is None
                    else {"alternative": deadline.alternative.value}
                )
                standing = Standing.DECIDED if self._own else Standing.SET
                length = {self.unit.value.value: self.amount.value()}
                starts = {"starts": self.starts.value.value}
                return {"standing": standing.value, **said, **length, **starts, **also, **own}
            case RuleGroup.RETENTION:
                counted = self.kind.value in {"fixed", "floor"}
                length = {self.unit.value.value: self.amount.value()} if counted else {}
                return {"kind": self.kind.value, **length, **said, **own}
            case RuleGroup.OPEN:
                return {"value": self._answered(), **own}
            case _:
                return {"scope": self.kind.value.value, **said}

    def _answered(self) -> object:
        opening = self._regulation.opening(self._value.path.removeprefix("open."))
        if opening.kind is OpeningKind.NUMBER:
            return self.amount.value()
        return self.kind.value if opening.kind is OpeningKind.CHOICE else self.answer.text()

    @override
    def accept(self) -> None:
        self.form.forgive()
        needed: list[tuple[QWidget, str]] = [(self.why, self.why.toPlainText())]
        if self._own:
            needed.insert(0, (self.decision, self.decision.text()))
        for field, words in needed:
            if not words.strip():
                self.form.complain(field, self.tr("请填写。"))
                return
        try:
            self._keeping.decide(
                self._context.actor,
                self._regulation.key,
                self._value.path,
                self.values(),
                self.why.toPlainText(),
            )
        except ArchiveDeskError as error:
            self.form.complain(self.why, wording.sentence(error.message))
            return
        super().accept()


_USUAL_STARTS = {
    Clock.HAND_IN: Event.RECORDING_ENDED,
    Clock.ARCHIVE: Event.CASE_ENDED,
    Clock.BACKFILL: Event.PROCEDURE_STARTED,
}
