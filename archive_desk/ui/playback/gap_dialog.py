"""Saying why nothing was recorded in a gap; the note is one of the case file's papers."""

from datetime import timedelta

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.notes import Ground, NoteDraft, NoteKind
from archive_desk.domain.timelines import Pause, Timeline
from archive_desk.services.explaining import Explaining
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label


class GapDialog(Dialog):
    """Writes the note of one gap, under what the office's regulation asks for."""

    def __init__(self, context: ScreenContext, gap: Pause, line: Timeline, parent: QWidget) -> None:
        super().__init__(wording.tr("说明中断原因"), parent, width=540)
        self._context, self._gap = context, gap
        self._explaining = Explaining(context.desk)
        self._rule = self._explaining.rule(NoteKind.INTERRUPTION)
        length = wording.duration(round(gap.length / timedelta(milliseconds=1)))
        self.body.addWidget(
            label(
                self.tr("{start} 至 {end}，中断 {length}。").format(
                    start=wording.compact(gap.start),
                    end=wording.compact(gap.end),
                    length=length,
                ),
                "strong",
                wrap=True,
            )
        )
        self.body.addWidget(label(str(self._rule.basis), "caption", wrap=True))
        named = self._rule.grounds or tuple(Ground)
        grounds = [*named, *(g for g in (Ground.OTHER,) if g not in named)]
        self.ground = ChoiceBox(
            self.tr("原因"), [Choice(each, wording.sentence(each.label)) for each in grounds]
        )
        self.ground.setObjectName("gap-ground")
        self.text = QPlainTextEdit()
        self.text.setObjectName("gap-text")
        self.text.setAccessibleName(self.tr("具体情况"))
        self.text.setPlaceholderText(self.tr("写明当时发生了什么，中断期间是否有执法活动。"))
        self.text.setFixedHeight(theme().px(90))
        lane = line.lane_of(gap.after)
        self.officer = QLineEdit("" if lane is None else lane.officer)
        self.officer.setObjectName("gap-officer")
        self.officer.setAccessibleName(self.tr("执法人员"))
        self.voice = QCheckBox(self.tr("恢复录制时已语音说明"))
        self.voice.setObjectName("gap-voice")
        self.doubt = Advice("", Tone.WARN)
        form = Form()
        form.add(self.tr("原因(&G)"), self.ground)
        form.add(self.tr("具体情况(&T)"), self.text)
        form.add(self.tr("执法人员(&P)"), self.officer)
        form.add("", self.voice)
        self.body.addWidget(form)
        self.body.addWidget(self.doubt)
        self.ground.chosen.connect(lambda _value: self._on_ground_chosen())
        self._on_ground_chosen()
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    def accept(self) -> None:
        """Write the note, unless something is missing."""
        draft = NoteDraft(
            kind=NoteKind.INTERRUPTION,
            ground=Ground(self.ground.value),
            text=self.text.toPlainText(),
            officer=self.officer.text(),
            after=self._gap.after,
            before=self._gap.before,
            voice_explained=self.voice.isChecked(),
        )
        try:
            note = self._explaining.write(self._context.actor, draft)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self._context.notices.success(self.tr("已写情况说明 {no}。").format(no=note.no))
        super().accept()

    def _on_ground_chosen(self) -> None:
        doubt = self._rule.doubt(Ground(self.ground.value))
        self.doubt.say("" if doubt is None else wording.sentence(doubt))
