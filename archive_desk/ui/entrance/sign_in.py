"""The page on which a person says who he is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Person
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import Desk
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Jobs
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.theme import MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.inputs import Form, password_field
from archive_desk.ui.widgets.panels import Advice, Card
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label

_WIDTH = 400


class SignInPage(QWidget):
    """Account and password.

    Signals:
        signed_in: the `Person`.
        elsewhere: another archive is wanted.
    """

    signed_in = Signal(object)
    elsewhere = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, remembered: Remembered) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self._remembered = remembered
        self.trouble = Advice("", Tone.BAD)
        self.trouble.setObjectName("sign-in-trouble")
        self.trouble.hide()
        self.form = Form(above=True)
        self.account = QLineEdit()
        self.account.setObjectName("sign-in-account")
        self.password = password_field(self.tr("密码"))
        self.password.setObjectName("sign-in-password")
        self.form.add(self.tr("账号(&A)"), self.account)
        self.form.add(self.tr("密码(&P)"), self.password)
        self.confirm = button(self.tr("登录(&S)"), kind="primary", then=self._try)
        self.confirm.setObjectName("sign-in")
        self.confirm.setMinimumHeight(theme().px(38))
        self.account.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._try)
        self._lay_out()
        kept = remembered.layout("last-account")
        self.account.setText("" if kept is None else bytes(kept.data()).decode("utf-8", "replace"))
        (self.password if self.account.text() else self.account).setFocus()

    def _lay_out(self) -> None:
        card = Card()
        card.setFixedWidth(theme().px(_WIDTH))
        card.body.setContentsMargins(WIDE + SMALL, WIDE + SMALL, WIDE + SMALL, WIDE)
        card.body.setSpacing(MEDIUM)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(Picture("archive", Tone.ACCENT, 22, ground=True))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(self.tr("执法音像档案工作站"), "heading"))
        words.addWidget(label(self._desk.office.organisation, "muted", wrap=True))
        head.addLayout(words, 1)
        card.body.addLayout(head)
        card.body.addSpacing(SMALL)
        card.body.addWidget(self.trouble)
        card.body.addWidget(self.form)
        card.body.addWidget(self.confirm)
        foot = QHBoxLayout()
        place = label(str(self._desk.folder.root), "faint")
        place.setToolTip(str(self._desk.folder.root))
        place.setMaximumWidth(theme().px(240))
        place.setText(
            place.fontMetrics().elidedText(
                place.text(), Qt.TextElideMode.ElideMiddle, theme().px(230)
            )
        )
        foot.addWidget(place, 1)
        foot.addWidget(button(self.tr("其他档案库(&O)…"), kind="link", then=self.elsewhere.emit))
        card.body.addSpacing(SMALL)
        card.body.addLayout(foot)
        grid = QGridLayout(self)
        grid.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def _try(self) -> None:
        account, password = self.account.text().strip(), self.password.text()
        if not account or not password:
            self._complain(self.tr("请填写账号和密码。"))
            (self.password if account else self.account).setFocus()
            return
        self._set_busy(busy=True)
        job = Job(
            self.tr("登录"),
            lambda _monitor: Accounts(self._desk).sign_in(account, password),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_sign_in_succeeded)
        job.failed.connect(self._on_sign_in_failed)
        self._jobs.start(job)

    def _on_sign_in_succeeded(self, person: Person) -> None:
        self._set_busy(busy=False)
        self.password.clear()
        self.trouble.hide()
        self._remembered.keep_layout("last-account", person.account.encode())
        self.signed_in.emit(person)

    def _on_sign_in_failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, ArchiveDeskError):
            self._complain(wording.sentence(error.message))
        self.password.selectAll()
        self.password.setFocus()

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self.account, self.password, self.confirm):
            widget.setEnabled(not busy)
        self.confirm.setText(self.tr("正在登录…") if busy else self.tr("登录(&S)"))

    def _complain(self, words: str) -> None:
        self.trouble.say(words)
        self.trouble.show()
