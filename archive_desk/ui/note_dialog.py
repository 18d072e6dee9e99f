"""Writing a note (情况说明): on a gap of a take, or on what was not recorded of a case file."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from archive_desk.domain.cases import STAGES, CaseFile
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.notes import Ground, Note, NoteDraft, NoteKind
from archive_desk.domain.takes import Gap
from archive_desk.services.explaining import Explaining
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice

_USUAL = (
    Ground.DEVICE_FAULT,
    Ground.BATTERY,
    Ground.STORAGE,
    Ground.WEATHER,
    Ground.OBSTRUCTED,
    Ground.MOVED,
    Ground.OBJECTIVE,
)
"""Why recordings are interrupted, where the regulation names no grounds."""


class NoteDialog(Dialog):
    """The facts of a note, kept by the service when the person confirms.

    Give `gaps` for an interruption, `case` for what could not be recorded, `follows` for a note
    that sets another right.

    Attributes:
        note: the note that was written; None before.
    """

    def __init__(
        self,
        context: ScreenContext,
        *,
        gaps: Sequence[Gap] = (),
        case: CaseFile | None = None,
        follows: Note | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=600)
        self.note: Note | None = None
        self._context = context
        self._explaining = Explaining(context.desk)
        self._case, self._follows = case, follows
        self._kind = NoteKind.EXEMPTION if case is not None else NoteKind.INTERRUPTION
        self._rule = self._explaining.rule(self._kind)
        self.set_title(wording.tr(self._kind.label))
        self.gap = ChoiceBox(self.tr("中断"), [Choice(gap, gap_words(gap)) for gap in gaps])
        self.ground = QComboBox()
        for ground in self._offered():
            self.ground.addItem(wording.tr(ground.label), ground)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme().px(110))
        self.text.setPlaceholderText(self.tr("什么时候、为什么、发生了什么"))
        self.officer = QLineEdit()
        self.stage = QComboBox()
        self.stage.addItem("", "")
        for stage in STAGES:
            self.stage.addItem(wording.tr(stage), stage)
        self.place = QLineEdit()
        self.measure = QLineEdit()
        self.reported_to = QLineEdit()
        self.voice = QCheckBox(self.tr("恢复录制时已用语音说明"))
        self._lay_out(gaps)
        self._begin(gaps)
        self.text.setFocus()
        self.ground.currentIndexChanged.connect(self._on_ground_changed)
        self._on_ground_changed()

    def _offered(self) -> list[Ground]:
        """The grounds that the regulation names come first."""
        usual = self._rule.grounds or (_USUAL if self._kind is NoteKind.INTERRUPTION else ())
        return [*usual, *(ground for ground in Ground if ground not in usual)]

    def _lay_out(self, gaps: Sequence[Gap]) -> None:
        basis = str(self._rule.basis) if self._rule.basis.article else ""
        words = f"{basis}：{wording.tr(self._rule.text)}" if basis else ""
        self._basis = Advice(words, Tone.ACCENT)
        self._basis.setVisible(bool(words))
        self._doubt = Advice("", Tone.WARN)
        self._doubt.hide()
        self._wrong = Advice("", Tone.BAD)
        self._wrong.hide()
        for strip in (self._wrong, self._basis):
            self.body.addWidget(strip)
        form = Form()
        if gaps:
            form.add(self.tr("中断(&G)"), self.gap)
        form.add(self.tr("情形(&Q)"), self.ground)
        form.add_wide(self._doubt)
        form.add(self.tr("具体情况(&T)"), self.text, needed=True)
        form.add(self.tr("执法人员(&O)"), self.officer, needed=True)
        if self._kind is NoteKind.EXEMPTION:
            form.add(self.tr("执法环节(&H)"), self.stage)
        form.add(self.tr("地点(&P)"), self.place)
        form.add(self.tr("补救措施(&M)"), self.measure)
        form.add(self.tr("报告对象(&B)"), self.reported_to)
        if self._kind is NoteKind.INTERRUPTION:
            form.add_wide(self.voice)
        self.body.addWidget(form)
        self.form = form
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    def _begin(self, gaps: Sequence[Gap]) -> None:
        open_gaps = [gap for gap in gaps if not gap.explained]
        if open_gaps:
            self.gap.choose(open_gaps[0])
            gap = open_gaps[0]
            self.officer.setText(self._explaining.officer_of(self._context.actor, gap.after))
        if self._follows is not None:
            draft = self._follows.draft
            self.ground.setCurrentIndex(self._offered().index(draft.ground))
            self.text.setPlainText(draft.text)
            for field, words in (
                (self.officer, draft.officer),
                (self.place, draft.place),
                (self.measure, draft.measure),
                (self.reported_to, draft.reported_to),
            ):
                field.setText(words)
            self.voice.setChecked(draft.voice_explained)
        elif self._case is not None and self._case.officers:
            self.officer.setText("、".join(each.name for each in self._case.officers))

    def _on_ground_changed(self) -> None:
        doubt = self._rule.doubt(Ground(self.ground.currentData()))
        self._doubt.say("" if doubt is None else wording.sentence(doubt))

    @property
    def draft(self) -> NoteDraft:
        """What is written."""
        gap = self.gap.value
        follows = self._follows
        after = before = None
        if isinstance(gap, Gap):
            after, before = gap.after, gap.before
        elif follows is not None:
            after, before = follows.draft.after, follows.draft.before
        case_id = None if self._case is None else self._case.id
        return NoteDraft(
            kind=self._kind,
            ground=Ground(self.ground.currentData()),
            text=self.text.toPlainText(),
            officer=self.officer.text(),
            after=after,
            before=before,
            case_id=case_id,
            stage=str(self.stage.currentData() or ""),
            place=self.place.text(),
            measure=self.measure.text(),
            voice_explained=self.voice.isChecked(),
            reported_to=self.reported_to.text(),
            replaces=self._replaces(gap),
        )

    def _replaces(self, gap: object) -> str:
        """The note that explains the gap already is followed, not doubled."""
        if self._follows is not None:
            return self._follows.no
        return gap.note if isinstance(gap, Gap) else ""

    @override
    def accept(self) -> None:
        try:
            self.note = self._explaining.write(self._context.actor, self.draft)
        except ArchiveDeskError as error:
            self._wrong.say(wording.sentence(error.message))
            return
        words = wording.tr("情况说明 {no} 已保存。", no=self.note.no)
        if self.note.approver is not None:
            head = wording.tr(self.note.approver.label)
            words = wording.tr("情况说明 {no} 已保存，待{head}签署。", no=self.note.no, head=head)
        self._context.notices.success(words)
        super().accept()


def gap_words(gap: Gap) -> str:
    """A gap in one line."""
    words = wording.tr(
        "{start} 起 {length}",
        start=wording.compact(gap.start),
        length=wording.span(gap.length),
    )
    return wording.tr("{words}（说明 {no}）", words=words, no=gap.note) if gap.note else words
