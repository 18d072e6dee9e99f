"""Registering a case file, or changing its facts; quick to fill by keyboard alone."""

from dataclasses import replace

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.cases import CaseDraft, CaseFile, CaseKind, ReviewGround
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.accounts import Accounts
from archive_desk.services.casework import Casework
from archive_desk.ui import wording
from archive_desk.ui.cases.officers import OfficersField
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice


class CaseDialog(Dialog):
    """The facts of a case file, kept by the service when the person confirms.

    Attributes:
        case: the case file as it stands after the dialog; None if there is none.

    Signals:
        registered: a `CaseFile`, at once, also when the dialog stays open for the next.
    """

    registered = Signal(object)

    def __init__(
        self, context: ScreenContext, case: CaseFile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=560)
        title = self.tr("登记案卷") if case is None else self.tr("更改案卷")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._context = context
        self._casework = Casework(context.desk)
        self._seen = case
        self.case = case
        self._proposed = ""
        self._make_fields()
        self._lay_out()
        if case is None:
            self._propose()
        else:
            self._show(case.facts)
        self.cause.setFocus() if self.no.text() else self.no.setFocus()

    def _make_fields(self) -> None:
        context = self._context
        self.no = QLineEdit()
        self.no.setPlaceholderText(self.tr("如 西教罚〔2026〕1号"))
        kinds = [Choice(kind, wording.sentence(kind.label)) for kind in CaseKind]
        self.kind = ChoiceBox(self.tr("执法类型"), kinds)
        self.kind.chosen.connect(lambda _kind: self._propose())
        self.cause = self._field("cause")
        self.party = self._field("party")
        self.section = self._field("section")
        self.section.setText(context.actor.section)
        people = [each for each in Accounts(context.desk).everybody(context.actor) if each.active]
        self.officers = OfficersField(people)
        self.opened = DatePicker(self.tr("填写"))
        self.ended = MomentPicker(self.tr("执法活动结束时间"))
        grounds = [Choice(each, wording.sentence(each.label)) for each in ReviewGround]
        self.review = ChoiceBox(
            self.tr("法制审核"), [Choice(None, self.tr("未指明须审核")), *grounds]
        )
        self.major = QCheckBox(self.tr("重大复杂或社会影响面较大"))
        self.major.setToolTip(self.tr("制度要求的，须全过程音像记录"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme().px(60))

    def _field(self, column: str) -> QLineEdit:
        """A field that remembers what was entered before."""
        field = QLineEdit()
        known = self._casework.suggestions(self._context.actor, column)
        completer = QCompleter(QStringListModel(list(known), field), field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)
        return field

    def _lay_out(self) -> None:
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        form = self._form = Form()
        form.add(self.tr("执法类型(&K)"), self.kind)
        form.add(self.tr("案件编号(&B)"), self.no, needed=True)
        form.add(self.tr("案由(&C)"), self.cause, needed=True)
        form.add(self.tr("当事人(&P)"), self.party, needed=True)
        form.add(self.tr("股室(&S)"), self.section, needed=True)
        form.add(
            self.tr("执法人员(&O)"),
            self.officers,
            needed=True,
            hint=self.tr("不少于两人；有账号的人员自动带出执法证号。"),
        )
        form.add(self.tr("立案日期(&D)"), self.opened)
        form.add(
            self.tr("执法结束(&E)"),
            self.ended,
            hint=self.tr("刻录光盘和归档的期限从这一刻起算，可以以后再填。"),
        )
        form.add(
            self.tr("法制审核(&F)"),
            self.review,
            hint=self.tr("属于这些情形的，作出决定前须经法制审核，意见书入卷。"),
        )
        form.add("", self.major)
        form.add(self.tr("备注"), self.note)
        self.body.addWidget(form)
        words = self.tr("登记案卷") if self._seen is None else self.tr("保存")
        self.confirm = button(words, "check", kind="primary")
        if self._seen is None:
            self.again = button(
                self.tr("登记并继续(&N)"),
                hint=self.tr("登记后接着登记下一件"),
                shortcut="Ctrl+Return",
                then=self._register_and_go_on,
            )
            self.add_left(self.again)
        self.set_buttons(self.confirm, self.tr("取消"))

    def _propose(self) -> None:
        """Propose the number that follows, unless the person has typed one."""
        if self._seen is not None or self.no.text() not in {"", self._proposed}:
            return
        self._proposed = self._casework.next_no(self._context.actor, self.kind.value)
        self.no.setText(self._proposed)

    def _show(self, draft: CaseDraft) -> None:
        self.no.setText(draft.no)
        self.kind.choose(draft.kind)
        self.cause.setText(draft.cause)
        self.party.setText(draft.party)
        self.section.setText(draft.section)
        self.officers.set_officers(draft.officers)
        self.opened.set_value(draft.opened_on)
        self.ended.set_value(draft.ended_at)
        self.review.choose(draft.review)
        self.major.setChecked(draft.major)
        self.note.setPlainText(draft.note)

    @property
    def draft(self) -> CaseDraft:
        """What is entered."""
        return CaseDraft(
            no=self.no.text(),
            cause=self.cause.text(),
            party=self.party.text(),
            kind=self.kind.value,
            section=self.section.text(),
            officers=self.officers.officers,
            opened_on=self.opened.value,
            ended_at=self.ended.value,
            note=self.note.toPlainText(),
            review=self.review.value,
            major=self.major.isChecked(),
        )

    def accept(self) -> None:
        """Keep what is entered, and close if the service takes it."""
        if self._keep():
            super().accept()

    def _register_and_go_on(self) -> None:
        if not self._keep() or self.case is None:
            return
        kept = self.case.facts
        self._show(replace(kept, no="", party="", note="", opened_on=None, ended_at=None))
        self._proposed = ""
        self._propose()
        self.case = None
        self.party.setFocus()

    def _keep(self) -> bool:
        self._form.forgive()
        self._advice.hide()
        if not self._filled():
            return False
        actor = self._context.actor
        try:
            if self._seen is None:
                self.case = self._casework.register(actor, self.draft)
            else:
                seen = self._seen.facts
                self.case = self._casework.change(actor, self._seen.no, self.draft, seen=seen)
        except ArchiveDeskError as error:
            basis = "" if error.basis is None else f"\n{self.tr('依据：')}{error.basis}"
            self._advice.say(wording.sentence(error.message) + basis)
            return False
        self.registered.emit(self.case)
        return True

    def _filled(self) -> bool:
        needed = (
            (self.no, self.tr("请填写案件编号。")),
            (self.cause, self.tr("请填写案由。")),
            (self.party, self.tr("请填写当事人。")),
            (self.section, self.tr("请填写股室。")),
        )
        for field, complaint in needed:
            if not field.text().strip():
                self._form.complain(field, complaint)
                return False
        return True
