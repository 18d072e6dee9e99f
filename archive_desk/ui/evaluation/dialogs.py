"""Small dialogs of an evaluation: a reason, the reviewers to draw from, another reviewer."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from archive_desk.domain.evaluation import RoundCase, Seat
from archive_desk.domain.people import Person
from archive_desk.ui import wording
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.text import muted


class ReasonDialog(Dialog):
    """Asks for a reason; without one there is nothing to confirm.

    Attributes:
        words: the field.
    """

    def __init__(self, title: str, hint: str, confirm: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        if hint:
            self.body.addWidget(muted(hint))
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(self.tr("理由"))
        self.words.setPlaceholderText(self.tr("请写明理由"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(96))
        self.body.addWidget(self.words)
        self.confirm = button(confirm, "check", kind="primary")
        self.confirm.setEnabled(False)
        self.set_buttons(self.confirm, self.tr("取消"))
        self.words.textChanged.connect(lambda: self.confirm.setEnabled(bool(self.reason)))

    @property
    def reason(self) -> str:
        """What was written."""
        return self.words.toPlainText().strip()


class CaseDialog(Dialog):
    """A case to be added by hand, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("增加评查案卷"))
        self.no = QLineEdit()
        self.reason = QLineEdit()
        form = Form()
        form.add(self.tr("案卷编号(&N)"), self.no, needed=True)
        form.add(
            self.tr("理由(&R)"),
            self.reason,
            needed=True,
            hint=self.tr("不是抽样产生的案卷须写明理由，会印在评查报告上。"),
        )
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("增加案卷"), "plus", kind="primary"), self.tr("取消"))


class ReviewersDialog(Dialog):
    """Among whom the reviewers are drawn."""

    def __init__(self, people: Sequence[Person], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("分派评查员"))
        self.body.addWidget(
            muted(
                self.tr(
                    "勾选参加本轮的评查员，由程序按案卷抽签分派，件数尽量平均；"
                    "承办、审批、整理过本案的人自动回避。"
                )
            )
        )
        self.boxes: dict[str, QCheckBox] = {}
        for person in people:
            where = wording.sentence(person.role.label)
            words = wording.with_note(
                person.name, where if not person.section else f"{where} {person.section}"
            )
            box = QCheckBox(words)
            box.setChecked(True)
            self.boxes[person.account] = box
            self.body.addWidget(box)
        if not people:
            self.body.addWidget(
                muted(self.tr("还没有评查员账号，请系统管理员添加“评查员”或“外部评查员”。"))
            )
        self.confirm = button(self.tr("抽签分派"), "users", kind="primary")
        self.confirm.setEnabled(bool(people))
        self.set_buttons(self.confirm, self.tr("取消"))

    @property
    def accounts(self) -> list[str]:
        """Who is ticked."""
        return [account for account, box in self.boxes.items() if box.isChecked()]


class ReassignDialog(Dialog):
    """Another reviewer for a seat, with the reason."""

    def __init__(
        self, case: RoundCase, people: Sequence[Person], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("改派案卷 {no} 的评查员").format(no=case.case_no))
        seats = [Choice(seat, wording.sentence(seat.label)) for seat in Seat]
        self.seat = ChoiceBox(self.tr("席位"), seats)
        self.person = ChoiceBox(
            self.tr("评查员"), [Choice(each.account, each.name) for each in people]
        )
        self.reason = QLineEdit()
        form = Form()
        form.add(self.tr("席位(&T)"), self.seat)
        form.add(self.tr("改派给(&P)"), self.person)
        form.add(self.tr("理由(&R)"), self.reason, needed=True)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("改派"), "check", kind="primary"), self.tr("取消"))


class ExtensionDialog(Dialog):
    """How many working days more the unit gets, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("延长整改期限"))
        self.days = QSpinBox()
        self.days.setRange(1, 60)
        self.days.setValue(5)
        self.days.setSuffix(self.tr(" 个工作日"))
        self.reason = QLineEdit()
        form = Form()
        form.add(
            self.tr("延长(&D)"),
            self.days,
            hint=self.tr("从原期限起算，已逾期的从现在起算；逾期的记录保留。"),
        )
        form.add(self.tr("理由(&R)"), self.reason, needed=True)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("延长期限"), "check", kind="primary"), self.tr("取消"))
