"""Asking for leave to use records."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.loans import Loan, LoanAct, LoanItem, LoanState
from archive_desk.domain.people import Right
from archive_desk.domain.phrases import PURPOSES
from archive_desk.domain.regulations import Chain, Standing
from archive_desk.services.accounts import Accounts
from archive_desk.services.drafting import Drafting
from archive_desk.services.lending import Lending
from archive_desk.services.loan_wishes import Wish
from archive_desk.ui import wording
from archive_desk.ui.loans.listing import ACT_ICONS, KIND_ICONS
from archive_desk.ui.loans.particulars import ParticularsFields
from archive_desk.ui.loans.picker import ItemPicker
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, DatePicker, Form
from archive_desk.ui.widgets.panels import Advice, Card, clear, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label
from archive_desk.ui.zones import local, zone

_LENGTHS_DAYS = (1, 3, 7, 15, 30)


class RequestDialog(Dialog):
    """What is wanted, what for, how, for how long, where, how often and how soon.

    Attributes:
        loan: the request made, or the draft kept; None until then.
    """

    def __init__(
        self,
        context: ScreenContext,
        items: Sequence[LoanItem] = (),
        parent: QWidget | None = None,
        *,
        before: Loan | None = None,
    ) -> None:
        super().__init__("", parent, width=640)
        self._context = context
        self._before = before
        self.set_title(self._title())
        self._lending = Lending(context.desk)
        self._drafting = Drafting(context.desk)
        self._items: list[LoanItem] = []
        self.loan: Loan | None = None
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self._form = Form()
        self._lay_out_applicant()
        self._lay_out_items()
        self._lay_out_acts()
        self._lay_out_purpose()
        self._lay_out_period()
        self.particulars = ParticularsFields(self._form)
        # The form is taller than a small screen once it holds some things.
        self._area = scrolling(self._form)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self._chain(self._lending.regulation.chain))
        self.confirm = button(self.tr("提交申请(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self.draft_button = button(self.tr("存为草稿(&D)"), then=self.keep)
        self.draft_button.setAutoDefault(False)
        self.add_left(self.draft_button)
        self.draft_button.setVisible(before is None or before.state is LoanState.DRAFT)
        self.add_items(items)
        if before is not None:
            self._fill_in(before)
        self._area.setMinimumHeight(min(self._form.sizeHint().height() + 4, theme().px(470)))

    def _title(self) -> str:
        if self._before is None:
            return self.tr("申请借阅")
        draft = self._before.state is LoanState.DRAFT
        return self.tr("继续填写申请") if draft else self.tr("补正申请")

    def _lay_out_applicant(self) -> None:
        """Whose request it is: the clerk enters what others have handed in on paper."""
        actor = self._context.actor
        own = Choice("", self.tr("本人（{name}）").format(name=actor.name))
        self.applicant = ChoiceBox(self.tr("申请人"), [own])
        if self._before is not None or not actor.may(Right.CIRCULATE):
            return
        others = [
            Choice(p.account, f"{p.name}　{p.section}".strip())
            for p in Accounts(self._context.desk).everybody(actor)
            if p.id != actor.id and p.may(Right.REQUEST_LOAN)
        ]
        self.applicant.offer([own, *others])
        hint = self.tr("据纸质申请单代登的，选择申请人。")
        self._form.add(self.tr("申请人(&J)"), self.applicant, hint=hint)

    def _fill_in(self, loan: Loan) -> None:
        """Begin with what was said before, and, where it was sent back, the reason above."""
        self.particulars.show(loan.particulars)
        if loan.sent_back is not None:
            words = self.tr("{name}退回补正：{reason}")
            self._problem.say(words.format(name=loan.sent_back.by, reason=loan.sent_back.reason))
            self._problem.show()
        self.add_items(loan.items)
        for act, made in self.acts.items():
            made.setChecked(act in loan.acts)
        self.purpose.setPlainText(loan.purpose)
        self.start.set_value(max(local(loan.wanted_from).date(), self.start.value or date.min))
        self.until.set_value(local(loan.wanted_until).date())

    @property
    def items(self) -> tuple[LoanItem, ...]:
        """What is asked for so far."""
        return tuple(self._items)

    def add_items(self, items: Sequence[LoanItem]) -> None:
        """Ask for these too; what is on the list already stays once."""
        known = {(item.kind, item.item_id) for item in self._items}
        self._items += [item for item in items if (item.kind, item.item_id) not in known]
        self._show_items()

    # -- arrangement -------------------------------------------------------------------------

    def _lay_out_items(self) -> None:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addLayout(self._list)
        self.add_button = button(
            self.tr("添加案卷、卷册、音像或光盘(&I)…"), "plus", then=self._pick
        )
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)
        held.setFocusProxy(self.add_button)
        self._items_field = held
        self._form.add(self.tr("借阅内容"), held, needed=True)

    def _lay_out_acts(self) -> None:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.acts: dict[LoanAct, QPushButton] = {}
        for act in LoanAct:
            made = button(wording.sentence(act.label), ACT_ICONS[act])
            made.setCheckable(True)
            made.setChecked(act is LoanAct.VIEW)
            self.acts[act] = made
            row.addWidget(made)
        row.addStretch(1)
        held.setFocusProxy(self.acts[LoanAct.VIEW])
        self._acts_field = held
        hint = self.tr("每种方式分别审批；“借出”指取走案卷或光盘实物。")
        self._form.add(self.tr("利用方式"), held, needed=True, hint=hint)

    def _lay_out_purpose(self) -> None:
        self.purpose = QPlainTextEdit()
        self.purpose.setTabChangesFocus(True)
        self.purpose.setFixedHeight(theme().px(60))
        self._form.add(self.tr("用途(&U)"), self.purpose, needed=True)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(label(self.tr("常用："), "field"))
        for words in PURPOSES:
            row.addWidget(
                button(words, kind="link", then=partial(self.purpose.setPlainText, words))
            )
        row.addStretch(1)
        held = QWidget()
        held.setLayout(row)
        self._form.add("", held)

    def _lay_out_period(self) -> None:
        today = self._context.desk.clock().astimezone(zone()).date()
        usual = self._lending.regulation.opening("loan_days").number
        self.start = DatePicker(self.tr("起"), optional=False, value=today)
        self.until = DatePicker(self.tr("止"), optional=False, value=today + timedelta(days=usual))
        self.length = ChoiceBox(
            self.tr("使用期限"),
            [Choice(n, self.tr("{n} 天").format(n=n)) for n in _LENGTHS_DAYS]
            + [Choice(None, self.tr("自选"))],
        )
        self.length.choose(usual if usual in _LENGTHS_DAYS else None)
        self.length.chosen.connect(self._on_length_chosen)
        self.start.changed.connect(lambda: self._on_length_chosen(self.length.value))
        self.until.changed.connect(self._on_until_changed)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.start, 1)
        row.addWidget(label(self.tr("至"), "muted"))
        row.addWidget(self.until, 1)
        row.addWidget(self.length)
        held.setFocusProxy(self.start)
        self._period_field = held
        self._form.add(self.tr("期限(&T)"), held, needed=True)

    def _chain(self, chain: Chain) -> Card:
        card = Card(panel="sunken")
        names = [
            wording.tr(
                "{role}{act}",
                role=wording.sentence(step.role.label),
                act=wording.sentence(step.title),
            )
            for step in chain.steps
        ]
        words = self.tr("提交后依次由：{chain}").format(chain=" → ".join(names))
        card.body.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        card.body.setSpacing(2)
        card.body.addWidget(label(words, "strong", wrap=True))
        basis = self.tr("依据：{basis}").format(basis=chain.basis)
        if chain.standing is Standing.UNDECIDED:
            basis = self.tr("制度未定：{text}").format(text=chain.text)
        card.body.addWidget(label(basis, "caption", wrap=True))
        return card

    def _show_items(self) -> None:
        clear(self._list)
        for item in self._items:
            self._list.addLayout(self._item_row(item))

    def _item_row(self, item: LoanItem) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture(KIND_ICONS[item.kind], Tone.NEUTRAL, 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(item.label, wrap=True))
        notes = self._lending.notes_on(self._context.actor, item)
        if notes:
            said = "".join(wording.sentence(note) for note in notes)
            words.addWidget(label(said, "caption", tone=Tone.WARN, wrap=True))
        row.addLayout(words, 1)
        remove = icon_button(
            "x",
            self.tr("去掉：{name}").format(name=item.label),
            then=partial(self._remove, item),
        )
        row.addWidget(remove)
        return row

    # -- what happens ------------------------------------------------------------------------

    def _pick(self) -> None:
        picker = ItemPicker(self._context, self)
        if picker.exec() == QDialog.DialogCode.Accepted:
            self.add_items(picker.chosen)
        picker.deleteLater()

    def _remove(self, item: LoanItem) -> None:
        self._items.remove(item)
        self._show_items()

    def _on_length_chosen(self, days: int | None) -> None:
        start = self.start.value
        if days is not None and start is not None:
            self.until.set_value(start + timedelta(days=days))

    def _on_until_changed(self) -> None:
        start, until = self.start.value, self.until.value
        if start is not None and until is not None:
            days = (until - start).days
            self.length.choose(days if days in _LENGTHS_DAYS else None)

    def accept(self) -> None:
        """Make the request; the dialog stays where something is missing."""
        self._form.forgive()
        self._problem.hide()
        start, until = self.start.value, self.until.value
        assert start is not None
        assert until is not None
        if not self._complete(start, until):
            return
        self._do(lambda: self._hand_in(self._wish()))

    def keep(self) -> None:
        """Keep what is there as a draft, to go on with later; nothing need be complete."""
        actor, before, wish = self._context.actor, self._before, self._wish()
        if before is None:
            account = self.applicant.value
            self._do(lambda: self._drafting.save(actor, wish, applicant=account))
        else:
            self._do(lambda: self._drafting.change(actor, before.id, wish))

    def _wish(self) -> Wish:
        start, until = self.start.value, self.until.value
        assert start is not None
        assert until is not None
        return Wish(
            tuple(act for act, made in self.acts.items() if made.isChecked()),
            tuple(self._items),
            self.purpose.toPlainText(),
            _from(start),
            end_of_day(until, zone()),
            self.particulars.value,
        )

    def _hand_in(self, wish: Wish) -> Loan:
        actor, before = self._context.actor, self._before
        if before is not None and before.state is LoanState.DRAFT:
            return self._drafting.submit(actor, before.id, wish)
        asked = (wish.acts, wish.items, wish.purpose, wish.wanted_from, wish.wanted_until)
        said = wish.particulars
        if before is not None:
            return self._lending.resubmit(actor, before.id, *asked, particulars=said)
        account = self.applicant.value
        return self._lending.request(actor, *asked, particulars=said, applicant=account)

    def _do(self, verb: Callable[[], Loan]) -> None:
        try:
            self.loan = verb()
        except ArchiveDeskError as error:
            basis = "" if error.basis is None else f"（{error.basis}）"
            self._problem.say(wording.sentence(error.message) + basis)
            return
        super().accept()

    def _complete(self, start: date, until: date) -> bool:
        checks = (
            (bool(self._items), self._items_field, self.tr("请添加要借阅的内容。")),
            (
                any(made.isChecked() for made in self.acts.values()),
                self._acts_field,
                self.tr("请至少选择一种利用方式。"),
            ),
            (bool(self.purpose.toPlainText().strip()), self.purpose, self.tr("请写明用途。")),
            (until >= start, self._period_field, self.tr("止期不能早于起期。")),
        )
        for holds, field, words in checks:
            if not holds:
                self._form.complain(field, words)
                return False
        return True


def _from(start: date) -> datetime:
    """The beginning of the day; today begins at once."""
    return datetime(start.year, start.month, start.day, tzinfo=zone())
