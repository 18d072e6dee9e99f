"""The office's records schedule (保管期限表): what the regulations leave to it."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget

from archive_desk.domain.records_schedule import (
    FileClass,
    RecordsSchedule,
    StartsFrom,
    class_title,
)
from archive_desk.domain.work import Unwatched
from archive_desk.services.retention_reviews import RetentionReviews
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.verb_dialog import VerbDialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.text import label


class ScheduleDialog(VerbDialog):
    """Shows what holds, and takes what the office has decided."""

    def __init__(self, context: ScreenContext, parent: QWidget | None) -> None:
        super().__init__("", wording.tr("保存(&S)"), parent, width=600)
        self.set_title(self.tr("保管期限表"))
        reviews = RetentionReviews(context.desk)
        now = reviews.schedule()
        words = self.tr(
            "制度没有写“长期”是几年、期限从何时起算、案卷保存几年，由单位决定（现在：{source}）。"
            "保存后重算全部期限：只会延长；会缩短的列为建议，由鉴定决定。"
        )
        self.body.insertWidget(
            0, label(words.format(source=wording.sentence(now.source)), "muted", wrap=True)
        )
        self.document = QLineEdit(now.document)
        self.document.setPlaceholderText(self.tr("批准保管期限表的文件名称"))
        self.long_term = QSpinBox()
        self.long_term.setRange(1, 100)
        self.long_term.setValue(now.long_term_years)
        self.starts = ChoiceBox(
            self.tr("起算"), [Choice(each, wording.sentence(each.label)) for each in StartsFrom]
        )
        self.starts.choose(now.starts)
        self.decided = QCheckBox(self.tr("制度未写期限的一般音像，保存"))
        self.ordinary = QSpinBox()
        self.ordinary.setRange(1, 100)
        self.ordinary.setValue(now.ordinary_years or 3)
        self.decided.setChecked(now.ordinary_years is not None)
        self.ordinary.setEnabled(self.decided.isChecked())
        self.decided.toggled.connect(self.ordinary.setEnabled)
        for each in (self.long_term, self.ordinary):
            each.setSuffix(self.tr(" 年"))
        self.form.add(self.tr("依据(&B)"), self.document, needed=True)
        self.form.add(self.tr("长期(&L)"), self.long_term)
        self.form.add(self.tr("起算(&Q)"), self.starts)
        self.form.add_wide(self.decided)
        self.form.add(self.tr("年数(&Y)"), self.ordinary)
        self.classes = {
            key: ChoiceBox(key, [Choice(each, wording.sentence(each.label)) for each in FileClass])
            for key in now.cases
        }
        for key, box in self.classes.items():
            box.choose(now.cases[key])
            self.form.add(wording.sentence(class_title(key)), box)
        self.tries(lambda: reviews.set_schedule(context.actor, self.schedule, Unwatched()))

    @property
    def schedule(self) -> RecordsSchedule:
        """The schedule as it is filled in."""
        return RecordsSchedule(
            self.long_term.value(),
            self.starts.value,
            {key: box.value for key, box in self.classes.items()},
            self.ordinary.value() if self.decided.isChecked() else None,
            self.document.text().strip(),
        )
