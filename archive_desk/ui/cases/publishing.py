"""When the public was told of a case's decision: a card on the case page, and its form."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.publishing import Publishing, Telling
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import TIGHT
from archive_desk.ui.verb_dialog import VerbDialog
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import DatePicker
from archive_desk.ui.widgets.panels import Card, SectionHead, clear
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local


class PublishingCard(Card):
    """What is to be made public, by when, and what was; hidden where nobody asks for it.

    Signals:
        changed: something was entered.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._publishing = Publishing(context.desk)
        self._no = ""
        self.tellings: Sequence[Telling] = ()
        self.body.addWidget(SectionHead(self.tr("执法公示")))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(TIGHT)
        self.body.addLayout(self._rows)

    def show_case(self, case: CaseFile) -> None:
        """Show what the public is told of a case file."""
        self._no = case.no
        try:
            self.tellings = self._publishing.of_case(self._context.actor, case.no)
        except ArchiveDeskError:
            self.tellings = ()
        self.setVisible(bool(self.tellings))
        clear(self._rows)
        for each in self.tellings:
            self._show(each)

    def _show(self, telling: Telling) -> None:
        self._rows.addWidget(label(wording.sentence(telling.what.label), "strong"))
        for one in telling.publications:
            words = self.tr("{day} 公示于{place}").format(day=wording.day(one.on), place=one.place)
            if one.withdrawn_on is not None:
                words += self.tr("；{day} 撤下：{reason}").format(
                    day=wording.day(one.withdrawn_on), reason=one.withdrawal
                )
            self._rows.addWidget(label(words, "caption", wrap=True))
        standing = telling.standing
        if standing is None and telling.due is not None:
            late = telling.due < self._context.desk.clock()
            words = self.tr("应于 {day} 前公示").format(day=wording.day(local(telling.due).date()))
            tone = Tone.BAD if late else None
            self._rows.addWidget(label(words, "caption", tone=tone))
        if self._context.actor.may(Right.EDIT_CASES):
            name = self.tr("登记公示…") if standing is None else self.tr("登记撤下…")
            self._rows.addWidget(button(name, kind="link", then=partial(self.enter, telling)))

    def enter(self, telling: Telling) -> None:
        """Enter a publication, or that it was taken back."""
        dialog = PublishingDialog(self._context, self._no, telling, self)
        if dialog.exec():
            self.changed.emit()
        dialog.deleteLater()


class PublishingDialog(VerbDialog):
    """A day, and where it was published or why it was taken back."""

    def __init__(
        self, context: ScreenContext, no: str, telling: Telling, parent: QWidget | None = None
    ) -> None:
        back = telling.standing is not None
        what = wording.sentence(telling.what.label)
        title = self.tr("撤下公示：{what}") if back else self.tr("登记公示：{what}")
        super().__init__(title.format(what=what), self.tr("保存(&S)"), parent)
        service = Publishing(context.desk)
        self.day = DatePicker(self.tr("日期"), optional=False)
        self.day.set_value(local(context.desk.clock()).date())
        self.words = QLineEdit()
        self.form.add(self.tr("日期(&D)"), self.day, needed=True)
        if back:
            self.form.add(self.tr("理由(&R)"), self.words, needed=True)
        else:
            hint = self.tr("网站或平台的名称、网址。")
            self.form.add(self.tr("公示于(&W)"), self.words, hint=hint, needed=True)
        verb = service.withdraw if back else service.publish

        def enter() -> object:
            on = self.day.value
            assert on is not None
            return verb(context.actor, no, telling.what, on, self.words.text())

        self.tries(enter)
