"""Paper volumes: those there are, and a line to register another."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.domain.volumes import Volume
from archive_desk.services.volumes import Volumes
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Side, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form, SearchBox
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label


class VolumesDialog(Dialog):
    """The register of paper volumes."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=680)
        self.set_title(self.tr("纸质卷册"))
        self._context = context
        self._volumes = Volumes(context.desk)
        words = self.tr("案卷的纸质部分按册登记，可以不带音像单独借出；编号打印在册脊上供扫码。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self.search = SearchBox(self.tr("搜索编号、案卷号、当事人、位置"))
        self.search.searched.connect(lambda _text: self._show())
        self.body.addWidget(self.search)
        self._columns = self._make_columns()
        self.table = Table(
            RowModel(self._columns, listed((), self._columns), key=lambda volume: volume.id),
            name="volumes",
            remembered=context.remembered,
            row_height=52,
            single=True,
        )
        self.table.setAccessibleName(self.tr("纸质卷册"))
        self.table.setMinimumHeight(theme().px(220))
        self.body.addWidget(self.table, 1)
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self._lay_out_form()
        self.set_buttons(None, self.tr("关闭"))
        self._show()

    def _lay_out_form(self) -> None:
        form = self._form = Form()
        self.case = QLineEdit()
        form.add(self.tr("案卷号(&C)"), self.case, needed=True)
        self.number, self.pages = QSpinBox(), QSpinBox()
        self.number.setRange(1, 999)
        self.pages.setRange(0, 9_999)
        self.pages.setSpecialValueText(self.tr("不清楚"))
        self.number.setAccessibleName(self.tr("册号"))
        self.pages.setAccessibleName(self.tr("页数"))
        numbers = QWidget()
        row = QHBoxLayout(numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.number)
        row.addWidget(label(self.tr("页数"), "field"))
        row.addWidget(self.pages)
        row.addStretch(1)
        numbers.setFocusProxy(self.number)
        form.add(self.tr("册号(&N)"), numbers, needed=True)
        self.name = QLineEdit()
        form.add(self.tr("题名(&I)"), self.name)
        self.place = QLineEdit()
        form.add(self.tr("存放位置(&L)"), self.place)
        self.add_button = button(self.tr("登记卷册(&S)"), kind="primary", then=self.register)
        self.body.addWidget(form)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignRight)
        may = self._context.actor.may(Right.EDIT_CASES)
        form.setVisible(may)
        self.add_button.setVisible(may)

    def _make_columns(self) -> list[Column[Volume]]:
        return [
            Column("no", self.tr("编号"), lambda volume: volume.no, width=130),
            Column(
                "case",
                self.tr("案卷"),
                lambda volume: volume.case_no,
                subtitle=lambda volume: volume.case_name,
                stretch=True,
            ),
            Column(
                "number",
                self.tr("册号"),
                lambda volume: str(volume.number),
                side=Side.RIGHT,
                width=60,
            ),
            Column("title", self.tr("题名"), lambda volume: volume.title, width=120),
            Column("location", self.tr("存放位置"), lambda volume: volume.location, width=110),
        ]

    def _show(self) -> None:
        found = self._volumes.everything(self._context.actor, self.search.text())
        self.table.rows.use(listed(found, self._columns))

    def register(self) -> None:
        """Register the volume that the fields describe."""
        self._form.forgive()
        self._problem.hide()
        if not self.case.text().strip():
            self._form.complain(self.case, self.tr("请填写案卷号。"))
            return
        try:
            made = self._volumes.register(
                self._context.actor,
                self.case.text().strip(),
                self.number.value(),
                title=self.name.text(),
                pages=self.pages.value() or None,
                location=self.place.text(),
            )
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            return
        self._context.notices.success(self.tr("已登记卷册 {no}。").format(no=made.no))
        self.number.setValue(made.number + 1)
        self._show()
