"""Putting a document (文书) into a case file, or changing what is known of it."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from archive_desk.domain.case_entry import MOST_PAGES
from archive_desk.domain.cases import DOCUMENT_TYPES, CaseFile, Document, DocumentDraft
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.casework import Casework
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, MomentPicker
from archive_desk.ui.widgets.panels import Advice


class DocumentDialog(Dialog):
    """The facts of a document, kept by the service when the person confirms.

    Attributes:
        document: the document as it stands after the dialog; None if there is none.
    """

    def __init__(
        self,
        context: ScreenContext,
        case: CaseFile,
        document: Document | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=520)
        title = self.tr("登记文书") if document is None else self.tr("更改文书")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._context = context
        self._casework = Casework(context.desk)
        self._case = case
        self.document = document
        self.type = QComboBox()
        self.type.setEditable(True)
        self.type.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for name in DOCUMENT_TYPES:
            self.type.addItem(wording.sentence(name), name)
        self.number = QLineEdit()
        self.start = MomentPicker(self.tr("开始时间"))
        self.end = MomentPicker(self.tr("结束时间"))
        self.start.changed.connect(self._on_start_changed)
        self.responsible = QLineEdit()
        self.pages = QSpinBox()
        self.pages.setRange(0, MOST_PAGES)
        self.pages.setSpecialValueText(self.tr("按扫描件"))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(theme().px(60))
        self._lay_out()
        if document is not None:
            self._show(document)

    def _lay_out(self) -> None:
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        form = Form()
        form.add(self.tr("文书种类(&T)"), self.type, needed=True)
        form.add(self.tr("编号(&B)"), self.number)
        form.add(
            self.tr("开始时间(&S)"),
            self.start,
            hint=self.tr("按文书上写的时间填，用来与音像的起止时间核对。"),
        )
        form.add(self.tr("结束时间(&E)"), self.end)
        form.add(self.tr("责任者(&Z)"), self.responsible)
        form.add(
            self.tr("页数(&P)"),
            self.pages,
            hint=self.tr("有扫描件的不必填，卷内文件目录按扫描件的页数编页号。"),
        )
        form.add(self.tr("备注"), self.note)
        self.body.addWidget(form)
        words = self.tr("登记文书") if self.document is None else self.tr("保存")
        self.confirm = button(words, "check", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _show(self, document: Document) -> None:
        self.type.setEditText(wording.sentence(document.type))
        self.number.setText(document.number)
        self.start.set_value(document.started_at)
        self.end.set_value(document.ended_at)
        self.responsible.setText(document.responsible)
        self.pages.setValue(document.pages or 0)
        self.note.setPlainText(document.note)

    def _on_start_changed(self) -> None:
        """A document usually ends on the day it begins: begin the end there."""
        start, end = self.start.value, self.end.value
        if start is not None and end is not None and end < start:
            self.end.set_value(start)

    @property
    def draft(self) -> DocumentDraft:
        """What is entered."""
        words = self.type.currentText().strip()
        known = self.type.findText(words)
        return DocumentDraft(
            type=words if known < 0 else str(self.type.itemData(known)),
            number=self.number.text(),
            started_at=self.start.value,
            ended_at=self.end.value,
            note=self.note.toPlainText(),
            responsible=self.responsible.text(),
            pages=self.pages.value() or None,
        )

    def accept(self) -> None:
        """Keep what is entered, and close if the service takes it."""
        actor, no = self._context.actor, self._case.no
        try:
            if self.document is None:
                self.document = self._casework.add_document(actor, no, self.draft)
            else:
                self.document = self._casework.change_document(
                    actor, no, self.document.id, self.draft
                )
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        super().accept()
