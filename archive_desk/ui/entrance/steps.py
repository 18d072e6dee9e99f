"""The steps of the guide."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from archive_desk.domain.office import MIN_PASSWORD_LENGTH
from archive_desk.domain.people import Role
from archive_desk.domain.regulations import Regulation
from archive_desk.services import rulebook
from archive_desk.ui import wording
from archive_desk.ui.entrance.founding import NewPerson
from archive_desk.ui.rule_words import in_one_line
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.inputs import Form, password_field
from archive_desk.ui.widgets.panels import Card, scrolling
from archive_desk.ui.widgets.text import label


class Step(QWidget):
    """One step: what it is called, what it asks, and whether the answer will do."""

    def __init__(self, name: str, title: str, advice: str) -> None:
        super().__init__()
        self.name = name
        self.title = title
        self.advice = advice
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, SMALL, 0, 0)
        self.column.setSpacing(MEDIUM)

    def check(self) -> str:
        """What is still wrong; empty where all is well."""
        return ""

    def first_field(self) -> QWidget:
        """Where typing begins."""
        return self


class OfficeStep(Step):
    """Whose archive it is."""

    def __init__(self) -> None:
        super().__init__(
            wording.tr("单位"),
            wording.tr("这是哪个单位的档案？"),
            wording.tr("单位名称会印在交接登记表、光盘和借阅登记簿上，请写全称。"),
        )
        self.field = QLineEdit()
        self.field.setObjectName("guide-organisation")
        self.field.setPlaceholderText(self.tr("例如：某某区教育局"))
        form = Form(above=True)
        form.add(self.tr("单位名称(&O)"), self.field)
        self.column.addWidget(form)
        self.column.addStretch(1)

    @property
    def organisation(self) -> str:
        """The office's name."""
        return self.field.text().strip()

    @override
    def check(self) -> str:
        return "" if self.organisation else self.tr("请填写单位名称。")

    @override
    def first_field(self) -> QWidget:
        return self.field


class RegulationStep(Step):
    """Which regulation it is kept under."""

    def __init__(self) -> None:
        super().__init__(
            wording.tr("制度"),
            wording.tr("按哪一部制度办理？"),
            wording.tr("时限、保管期限和审批手续都按它计算。制度没有规定的，以后可以由单位设定。"),
        )
        self._regulations = rulebook.regulations()
        self._buttons: list[QRadioButton] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, 0)
        column.setSpacing(SMALL)
        for regulation in self._regulations:
            column.addWidget(self._card(regulation))
        column.addStretch(1)
        for made in self._buttons:
            made.setAutoExclusive(False)
        self._buttons[0].setChecked(True)
        self.column.addWidget(scrolling(inner), 1)

    @property
    def chosen(self) -> Regulation:
        """The regulation chosen."""
        number = next(i for i, made in enumerate(self._buttons) if made.isChecked())
        return self._regulations[number]

    def choose(self, key: str) -> None:
        """Choose the regulation `key`."""
        for regulation, made in zip(self._regulations, self._buttons, strict=True):
            made.setChecked(regulation.key == key)

    @override
    def first_field(self) -> QWidget:
        return self._buttons[0]

    def _card(self, regulation: Regulation) -> Card:
        card = Card(clickable=True)
        card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card.body.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        made = QRadioButton(regulation.title)
        made.setObjectName(f"regulation-{regulation.key}")
        made.setAccessibleDescription(in_one_line(regulation))
        made.clicked.connect(lambda: self.choose(regulation.key))
        card.clicked.connect(lambda: self.choose(regulation.key))
        card.body.setSpacing(TIGHT)
        card.body.addWidget(made)
        note = label(in_one_line(regulation), "caption", wrap=True)
        note.setContentsMargins(24, 0, 0, 0)
        card.body.addWidget(note)
        self._buttons.append(made)
        return card


class _PersonRow:
    """The fields of one account."""

    def __init__(self, role: Role, *, needed: bool) -> None:
        self.role = role
        self.needed = needed
        title = wording.sentence(role.label)
        self.name = QLineEdit()
        self.account = QLineEdit(_ACCOUNTS.get(role, role.value))
        self.password = password_field(wording.tr("密码"))
        self.name.setAccessibleName(f"{title} {wording.tr('姓名')}")
        self.account.setAccessibleName(f"{title} {wording.tr('账号')}")
        self.password.setAccessibleName(f"{title} {wording.tr('密码')}")
        for field, part in (
            (self.name, "name"),
            (self.account, "account"),
            (self.password, "password"),
        ):
            field.setObjectName(f"guide-{role.value}-{part}")

    @property
    def wanted(self) -> bool:
        """Whether an account is to be made."""
        return self.needed or bool(self.name.text().strip() or self.password.text())

    @property
    def person(self) -> NewPerson:
        return NewPerson(
            self.role, self.name.text().strip(), self.account.text().strip(), self.password.text()
        )

    def widgets(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.name, self.account, self.password


_ACCOUNTS = {Role.SYS_ADMIN: "admin", Role.LEADER_IN_CHARGE: "leader"}


class PeopleStep(Step):
    """Who will work here first."""

    def __init__(self) -> None:
        super().__init__(
            wording.tr("人员"),
            wording.tr("谁先来用？"),
            wording.tr(
                "系统管理员管理账号，看不到音像；档案员办理采集、案卷和光盘。"
                "其余的人现在不填，以后也可以添加。密码至少 {length} 位，每人各用各的。",
                length=MIN_PASSWORD_LENGTH,
            ),
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(SMALL)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SMALL, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        for number, words in enumerate(
            ("", self.tr("姓名"), self.tr("账号"), self.tr("密码")),
        ):
            self._grid.addWidget(label(words, "field"), 0, number)
            self._grid.setColumnStretch(number, 0 if number == 0 else 1)
        self._rows: dict[Role, tuple[_PersonRow, QLabel]] = {}
        for role in _ROLES:
            self._add(role)
        self.column.addWidget(scrolling(inner), 1)

    def ask_for(self, regulation: Regulation) -> None:
        """Show the roles that everyday work and the regulation's signatures need."""
        signing = {step.role for step in regulation.chain.steps}
        for role, (row, name) in self._rows.items():
            shown = role in _ALWAYS or role in signing
            for widget in (name, *row.widgets()):
                widget.setVisible(shown)

    def people(self) -> tuple[NewPerson, ...]:
        """The accounts to be made, the administrator first."""
        rows = (row for row, name in self._rows.values() if not name.isHidden())
        return tuple(row.person for row in rows if row.wanted)

    @override
    def check(self) -> str:
        people = self.people()
        accounts = [person.account for person in people]
        for person in people:
            role = wording.sentence(person.role.label)
            if not person.name or not person.account:
                return self.tr("请填写{role}的姓名和账号。").format(role=role)
            if any(character.isspace() for character in person.account):
                return self.tr("{role}的账号里不能有空格。").format(role=role)
            if len(person.password) < MIN_PASSWORD_LENGTH:
                return self.tr("{role}的密码至少 {length} 位。").format(
                    role=role, length=MIN_PASSWORD_LENGTH
                )
            if accounts.count(person.account) > 1:
                return self.tr("账号“{account}”用了两次，每人要有自己的账号。").format(
                    account=person.account
                )
        return ""

    @override
    def first_field(self) -> QWidget:
        return self._rows[Role.SYS_ADMIN][0].name

    def row(self, role: Role) -> Sequence[QLineEdit]:
        """Name, account and password of a role."""
        return self._rows[role][0].widgets()

    def _add(self, role: Role) -> None:
        row = _PersonRow(role, needed=role in _NEEDED)
        title = wording.sentence(role.label)
        name = label(f"{title} *" if row.needed else title)
        number = self._grid.rowCount()
        self._grid.addWidget(name, number, 0)
        for place, field in enumerate(row.widgets(), 1):
            self._grid.addWidget(field, number, place)
        self._rows[role] = row, name


_ROLES = (
    Role.SYS_ADMIN,
    Role.ARCHIVIST,
    Role.OFFICER,
    Role.UNIT_HEAD,
    Role.LEADER_IN_CHARGE,
    Role.AGENCY_HEAD,
    Role.AUDITOR,
)
_NEEDED = {Role.SYS_ADMIN, Role.ARCHIVIST}
_ALWAYS = {Role.SYS_ADMIN, Role.ARCHIVIST, Role.OFFICER, Role.UNIT_HEAD, Role.AUDITOR}
