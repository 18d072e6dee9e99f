"""From when until when an officer's enforcement certificate is valid."""

from datetime import date, timedelta

from PySide6.QtWidgets import QComboBox, QWidget

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.certificates import Certificate
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.certificates import Certificates
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import DatePicker, Form
from archive_desk.ui.widgets.panels import Advice

_USUAL = timedelta(days=5 * 365)


class CertificateDialog(Dialog):
    """The validity of the certificates of a case's officers, one after the other.

    Attributes:
        noted: whether anything was written down.
    """

    def __init__(
        self, context: ScreenContext, case: CaseFile, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=460)
        self.set_title(self.tr("登记执法证件有效期"))
        self._context = context
        self._register = Certificates(context.desk)
        self.noted = False
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.officer = QComboBox()
        for each in case.officers:
            if each.certificate_no:
                self.officer.addItem(f"{each.name}　{each.certificate_no}", each)
        self.officer.currentIndexChanged.connect(self._show)
        self.start = DatePicker(self.tr("填写"))
        self.until = DatePicker(self.tr("填写"))
        form = Form()
        form.add(self.tr("执法人员(&O)"), self.officer)
        form.add(self.tr("有效期起(&S)"), self.start, needed=True)
        form.add(
            self.tr("有效期止(&E)"),
            self.until,
            needed=True,
            hint=self.tr("按证件上写的填。案卷核查时，当天不在有效期内的会被指出。"),
        )
        self.body.addWidget(self._advice)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("登记"), "check", kind="primary"), self.tr("取消"))
        self._show()

    def _show(self) -> None:
        officer = self.officer.currentData()
        known = {each.no: each for each in self._register.everything(self._context.actor)}
        found = None if officer is None else known.get(officer.certificate_no)
        today = self._context.desk.clock().date()
        self.start.set_value(date(today.year, 1, 1) if found is None else found.valid_from)
        self.until.set_value(today + _USUAL if found is None else found.valid_until)

    def accept(self) -> None:
        """Write it down, and close if the service takes it."""
        officer, start, until = self.officer.currentData(), self.start.value, self.until.value
        if officer is None or start is None or until is None:
            self._advice.say(self.tr("请填写有效期起止。"))
            return
        certificate = Certificate(officer.certificate_no, officer.name, start, until)
        try:
            self._register.note(self._context.actor, certificate)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self.noted = True
        super().accept()
