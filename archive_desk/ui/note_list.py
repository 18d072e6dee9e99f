"""Notes (情况说明) as a card: what was said, the head's word, printing, setting right."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.notes import Note, NoteState
from archive_desk.domain.people import Person, Right
from archive_desk.domain.takes import Gap
from archive_desk.services.explaining import Explaining
from archive_desk.services.note_papers import NotePapers
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.note_dialog import NoteDialog
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Card, SectionHead, clear
from archive_desk.ui.widgets.text import label, muted

_TONES = {
    NoteState.STANDS: Tone.GOOD,
    NoteState.AGREED: Tone.GOOD,
    NoteState.WAITING: Tone.WARN,
    NoteState.DECLINED: Tone.BAD,
    NoteState.FOLLOWED: Tone.FAINT,
}


def may_sign(note: Note, actor: Person) -> bool:
    """Whether a note waits for the word of `actor`; the service decides, this spares a button."""
    waits = note.state is NoteState.WAITING and note.approver is actor.role
    return waits and note.author_id != actor.id


class NotesCard(Card):
    """The notes of a case file.

    Signals:
        changed: a note was written or signed.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(panel="none")
        self._context = context
        self._explaining = Explaining(context.desk)
        self._case: CaseFile | None = None
        self._gaps: Sequence[Gap] = ()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.head = SectionHead(self.tr("情况说明"))
        self.gap_button = button(
            self.tr("说明中断(&Z)…"), "pencil", kind="quiet", then=self.explain_gap
        )
        self.case_button = button(
            self.tr("说明无法记录(&Y)…"), "plus", kind="quiet", then=self.explain_case
        )
        for each in (self.gap_button, self.case_button):
            self.head.add(each)
        self.body.addWidget(self.head)
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        self.body.addLayout(self._list)

    def show_notes(self, case: CaseFile, notes: Sequence[Note], gaps: Sequence[Gap]) -> None:
        """Show the notes of a case file, and offer to explain what nobody has."""
        self._case, self._gaps = case, gaps
        may = self._context.actor.may(Right.EXPLAIN) and not case.locked
        left = any(not gap.explained for gap in gaps)
        self.gap_button.setVisible(may and left)
        self.case_button.setVisible(may)
        self.head.set_note(str(len(notes) or ""))
        clear(self._list)
        for note in notes:
            self._list.addWidget(self._row(note, may=may))
        if not notes:
            words = self.tr("录制中断或没有录制的，在这里说明原因；说明不能修改，只能另作说明。")
            self._list.addWidget(muted(words))

    def _row(self, note: Note, *, may: bool) -> QWidget:
        card = Card()
        card.body.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(label(f"{note.no}　{wording.tr(note.draft.kind.label)}", "strong"))
        head.addWidget(label(wording.tr(note.draft.ground.label), "muted"))
        head.addStretch(1)
        head.addWidget(BadgeLabel(wording.tr(note.state.label), _TONES[note.state]))
        card.body.addLayout(head)
        card.body.addWidget(label(note.draft.text, wrap=True))
        card.body.addWidget(label(self._about(note), "caption", wrap=True))
        if note.signature is not None:
            signed = note.signature
            words = wording.tr("{name}：{opinion}", name=signed.signer, opinion=signed.opinion)
            card.body.addWidget(label(words, "caption", wrap=True))
        card.body.addLayout(self._buttons(note, may=may))
        return card

    def _about(self, note: Note) -> str:
        draft = note.draft
        when = ""
        if draft.start is not None:
            until = "" if draft.end is None else wording.compact(draft.end)
            when = f"{wording.compact(draft.start)} — {until}"
        parts = [
            when,
            "、".join(note.parts.values()),
            wording.sentence(draft.stage) if draft.stage else "",
            draft.officer,
            wording.tr("{name} 填写于 {at}", name=note.author, at=wording.compact(note.written_at)),
        ]
        return " · ".join(part for part in parts if part)

    def _buttons(self, note: Note, *, may: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        if may_sign(note, self._context.actor):
            sign = button(self.tr("签署…"), "stamp", kind="link", then=lambda: self.sign(note))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(
            button(self.tr("打印…"), "printer", kind="link", then=lambda: self.print_note(note)),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        if may and note.state is not NoteState.FOLLOWED:
            row.addWidget(
                button(self.tr("另作说明…"), "pencil", kind="link", then=lambda: self.follow(note)),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
        row.addStretch(1)
        return row

    # -- verbs -------------------------------------------------------------------------------

    def explain_gap(self) -> None:
        """Write a note on one of the gaps."""
        self._run(NoteDialog(self._context, gaps=self._gaps, parent=self))

    def explain_case(self) -> None:
        """Write a note on what could not be recorded."""
        if self._case is not None:
            self._run(NoteDialog(self._context, case=self._case, parent=self))

    def follow(self, note: Note) -> None:
        """Set a note right by another one."""
        case = self._case if note.draft.case_id is not None else None
        self._run(NoteDialog(self._context, case=case, follows=note, parent=self))

    def sign(self, note: Note) -> None:
        """Give the head's word."""
        self._run(SignNoteDialog(self._context, note, self))

    def _run(self, dialog: Dialog) -> None:
        if dialog.exec():
            self.changed.emit()
        dialog.deleteLater()

    def print_note(self, note: Note) -> None:
        """Save the form of a note."""
        title = self.tr("保存情况说明")
        name = wording.tr("情况说明 {no}.pdf", no=note.no)
        target = save_file(self, self._context.remembered, "form", title, name, "PDF (*.pdf)")
        if target is None:
            return
        papers, actor = NotePapers(self._context.desk), self._context.actor
        job = Job(
            title,
            lambda _monitor: papers.form(actor, note.no, target),
            parent=self,
            unit=Unit.ITEMS,
            quiet=True,
        )
        job.succeeded.connect(self._on_printed)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_printed(self, target: Path) -> None:
        self._context.notices.success(wording.tr("已保存：{file}", file=str(target)))


class SignNoteDialog(Dialog):
    """The head's word on a note: agreed, or sent back with a reason."""

    def __init__(self, context: ScreenContext, note: Note, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=520)
        self.set_title(wording.tr("签署情况说明 {no}", no=note.no))
        self._context, self._note = context, note
        self._agreed = True
        self.body.addWidget(label(note.draft.text, wrap=True))
        self.body.addWidget(label(str(note.basis), "caption", wrap=True))
        self.opinion = QPlainTextEdit()
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(theme().px(80))
        self._form = Form(above=True)
        self._form.add(self.tr("意见(&O)"), self.opinion, hint=self.tr("不同意时必须写明理由。"))
        self.body.addWidget(self._form)
        self.decline_button = button(self.tr("不同意(&N)"), kind="danger", then=self._decline)
        self.add_left(self.decline_button)
        self.set_buttons(button(self.tr("同意(&Y)"), kind="primary"), self.tr("取消"))

    def _decline(self) -> None:
        self._agreed = False
        self.accept()

    @override
    def accept(self) -> None:
        agreed, self._agreed = self._agreed, True
        try:
            Explaining(self._context.desk).sign(
                self._context.actor, self._note.no, self.opinion.toPlainText(), agreed=agreed
            )
        except ArchiveDeskError as error:
            self._form.complain(self.opinion, wording.sentence(error.message))
            return
        super().accept()
