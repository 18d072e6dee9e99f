"""What people write into the annual report: numbers the archive cannot know, and its papers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from archive_desk.domain.annual import ReportStep
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.figures import Report
from archive_desk.services.figures import Figures
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.text import label


class InputsDialog(Dialog):
    """A field for each number of the report that only the office knows."""

    def __init__(
        self, context: ScreenContext, report: Report, year: int, parent: QWidget | None = None
    ) -> None:
        title = wording.tr("填写 {year} 年度年报", year=year)
        super().__init__(title, parent, width=560)
        self._context, self._year = context, year
        self._figures = Figures(context.desk)
        hint = self.tr("这些数字档案库不掌握，由单位填写；留空的在年报上保持“待填”。")
        self.body.addWidget(label(hint, "muted", wrap=True))
        self.form = Form()
        self.fields: dict[str, QLineEdit] = {}
        self._before: dict[str, str] = {}
        for table in report.tables:
            for figure in table.figures:
                if figure.asked:
                    field = QLineEdit(figure.text)
                    field.setPlaceholderText(self.tr("待填"))
                    unit = wording.sentence(figure.measure.label)
                    self.form.add(f"{wording.sentence(figure.title)}（{unit}）", field)
                    self.fields[figure.key], self._before[figure.key] = field, figure.text
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(theme().px(420))
        self.body.addWidget(scroll, 1)
        self.save = button(self.tr("保存(&S)"), kind="primary", then=self._save)
        self.set_buttons(None, self.tr("取消"))
        self.add_right(self.save)

    def _save(self) -> None:
        for key, field in self.fields.items():
            if field.text().strip() == self._before[key]:
                continue
            try:
                self._figures.enter(self._context.actor, self._year, key, field.text())
            except ArchiveDeskError as error:
                self.form.complain(field, wording.sentence(error.message))
                field.setFocus()
                return
            self._before[key] = field.text().strip()
        self.accept()


class HandInDialog(Dialog):
    """By which paper the annual report was handed in, or published."""

    def __init__(self, context: ScreenContext, year: int, parent: QWidget | None = None) -> None:
        super().__init__(wording.tr("登记 {year} 年度年报", year=year), parent)
        self._context, self._year = context, year
        self.step = ChoiceBox(
            self.tr("步骤"), [Choice(step, wording.sentence(step.label)) for step in ReportStep]
        )
        self.number = QLineEdit()
        self.form = Form()
        self.form.add(self.tr("步骤(&T)"), self.step)
        hint = self.tr("报送函的文号，或公开的网址。登记后期限停止。")
        self.form.add(self.tr("文号(&N)"), self.number, needed=True, hint=hint)
        self.body.addWidget(self.form)
        self.save = button(self.tr("登记(&R)"), kind="primary", then=self._save)
        self.set_buttons(None, self.tr("取消"))
        self.add_right(self.save)

    def _save(self) -> None:
        try:
            Figures(self._context.desk).hand_in(
                self._context.actor, self._year, self.step.value, self.number.text()
            )
        except ArchiveDeskError as error:
            self.form.complain(self.number, wording.sentence(error.message))
            return
        self.accept()
