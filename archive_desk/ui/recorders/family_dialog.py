"""Adding a way of naming by example, and seeing at once what it reads on a card or in a batch."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.naming import NameFamily, Place
from archive_desk.services.importing import Importing
from archive_desk.services.naming import Naming, Tried, example_of
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.recorders.example_editor import ExampleEditor
from archive_desk.ui.row_model import Badge, Column, RowModel, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label

_HEIGHT = 690
_LOOK_AFTER_MS = 250
_BATCHES = 20


class FamilyDialog(Dialog):
    """An example, its parts, its name, and the names it is tried on."""

    def __init__(
        self,
        context: ScreenContext,
        naming: Naming,
        family: NameFamily | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=920)
        self.set_title(self.tr("添加命名规则") if family is None else self.tr("更改命名规则"))
        self._context, self._naming, self._old = context, naming, family
        self._names: tuple[str, ...] = ()
        self.place = ChoiceBox(
            self.tr("用于"), [Choice(each, wording.sentence(each.label)) for each in Place]
        )
        self.example = QLineEdit()
        self.example.setPlaceholderText(self.tr("把一个文件名或文件夹路径粘贴到这里"))
        self.editor = ExampleEditor()
        self.title = QLineEdit()
        self.priority = QSpinBox()
        self.priority.setRange(1, 1000)
        self.priority.setValue(200)
        self.priority.lineEdit().setTextMargins(theme().px(SMALL), 0, 0, 0)
        self.utc = QCheckBox(self.tr("名称中的时间是世界时"))
        self._trouble = Advice("", Tone.WARN)
        self._trouble.hide()
        self._columns = self._make_columns()
        self._model: RowModel[Tried] = RowModel(
            self._columns, listed((), self._columns), key=lambda row: row.path
        )
        self.tried = Table(
            self._model, name="naming-tried", remembered=context.remembered, row_height=34
        )
        self.tried.setAccessibleName(self.tr("试用结果"))
        self.tried.setMinimumHeight(theme().px(150))
        self.tried.row_opened.connect(lambda row: self.example.setText(row.path))
        self._count = label("", "muted")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._look.timeout.connect(self.try_out)
        self._lay_out()
        if family is not None:
            self._show(family)
        self.example.textChanged.connect(lambda _text: self._propose())
        self.place.chosen.connect(lambda _place: self._propose())
        for signal in (self.editor.changed, self.title.textChanged, self.priority.valueChanged):
            signal.connect(self._look.start)
        self.utc.toggled.connect(self._look.start)

    def _lay_out(self) -> None:
        form = self.form = Form()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(self.place)
        line.addWidget(self.example, 1)
        form.add(
            self.tr("示例(&X)"), row, hint=self.tr("下面的含义是自动猜的；选中一段再点含义即可改。")
        )
        form.add_wide(self.editor)
        names = QWidget()
        second = QHBoxLayout(names)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(SMALL)
        second.addWidget(self.title, 1)
        second.addWidget(label(self.tr("优先级"), "muted"))
        second.addWidget(self.priority)
        second.addWidget(self.utc)
        form.add(self.tr("名称(&M)"), names, needed=True)
        self.body.addWidget(form)
        self.body.addWidget(self._trouble)
        tools = QHBoxLayout()
        tools.setSpacing(SMALL)
        tools.addWidget(label(self.tr("试用到"), "strong"))
        tools.addWidget(
            button(self.tr("存储卡或文件夹(&F)…"), "folder-open", then=self._choose_card)
        )
        batches = [Choice("", self.tr("已采集的批次"))]
        page = Importing(self._context.desk).page(self._context.actor, 0, _BATCHES)
        batches += [Choice(each.no, each.no) for each in page.batches]
        self.batch = ChoiceBox(self.tr("已采集的批次"), batches, width=170)
        self.batch.chosen.connect(self._on_batch_chosen)
        tools.addWidget(self.batch)
        tools.addWidget(self._count, 1)
        self.body.addLayout(tools)
        self.body.addWidget(self.tried, 1)
        self.save = button(self.tr("保存规则(&S)"), kind="primary")
        self.set_buttons(self.save, self.tr("取消"))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.width(), theme().px(_HEIGHT))

    def _make_columns(self) -> Sequence[Column[Tried]]:
        return (
            Column(
                "path",
                self.tr("名称"),
                lambda row: row.path,
                cut_middle=True,
                stretch=True,
                width=280,
            ),
            Column(
                "fits",
                self.tr("结果"),
                lambda row: self._verdict(row).text,
                badge=self._verdict,
                width=150,
            ),
            Column("device", self.tr("设备"), lambda row: row.seen.device, width=100),
            Column("officer", self.tr("警员"), lambda row: row.seen.officer, width=90),
            Column("begun", self.tr("时间"), _begun, width=150),
            Column(
                "instead",
                self.tr("原先认作"),
                lambda row: wording.sentence(row.instead_of) if row.instead_of else "—",
                width=130,
            ),
        )

    def _verdict(self, row: Tried) -> Badge:
        if row.wins:
            return Badge(self.tr("符合"), Tone.GOOD)
        if row.fits:
            return Badge(self.tr("被别的规则先认出"), Tone.WARN)
        return Badge(self.tr("不符合"), Tone.NEUTRAL)

    def _show(self, family: NameFamily) -> None:
        self.place.choose(family.place)
        self.example.setText(family.sample)
        self.editor.show_parts(family.parts)
        self.title.setText(family.title)
        self.priority.setValue(family.priority)
        self.utc.setChecked(family.utc)
        self._look.start()

    @property
    def family(self) -> NameFamily:
        """The family as it is entered."""
        old = self._old
        made = NameFamily(
            key="" if old is None else old.key,
            title=self.title.text().strip(),
            priority=self.priority.value(),
            place=self.place.value,
            parts=self.editor.parts,
            utc=self.utc.isChecked(),
        )
        return made if old is None else replace(made, active=old.active)

    def _propose(self) -> None:
        """Guess the parts of the example that was pasted."""
        text, place = self.example.text(), self.place.value
        parts = self._naming.propose(self._context.actor, text, place)
        self.editor.show_parts(parts)
        self._look.start()

    def _choose_card(self) -> None:
        title = self.tr("选择存储卡或文件夹")
        folder = choose_folder(self, self._context.remembered, "import", title)
        if folder is not None:
            self.use_card(folder)

    def use_card(self, folder: Path) -> None:
        """Try the names of a card; it is only looked over."""
        importing, actor = Importing(self._context.desk), self._context.actor
        job = Job(
            self.tr("查看存储卡"),
            lambda monitor: importing.scan(actor, folder, monitor),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(lambda listing: self.use_names([item.path for item in listing.found]))
        self._context.jobs.start(job, Lane.READ)

    def _on_batch_chosen(self, no: str) -> None:
        if no:
            self.use_names(self._naming.names_of_batch(self._context.actor, no))

    def use_names(self, names: Sequence[str]) -> None:
        """Try these names; the first serves as the example where there is none yet."""
        self._names = tuple(names)
        if names and not self.example.text():
            self.example.setText(names[0])
        self._look.start()

    def try_out(self) -> None:
        """Show what the names say with this family."""
        naming, actor, names = self._naming, self._context.actor, self._names
        example = self.example.text().strip()
        if example and example not in names:
            names = (example, *names)
        family = self.family
        if not family.title:
            family = replace(family, title=self.tr("（未命名）"))
        job = Job(
            self.tr("试用命名规则"),
            lambda _monitor: naming.try_out(actor, family if family.parts else None, names),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_tried)
        job.failed.connect(self._on_trying_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_tried(self, rows: Sequence[Tried]) -> None:
        self._trouble.say("")
        self._model.use(listed(rows, self._columns))
        fitting = sum(row.fits for row in rows)
        self._count.setText(wording.tr("{n} 个中 {m} 个符合", n=len(rows), m=fitting))

    def _on_trying_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self._trouble.say(wording.sentence(error.message))

    def accept(self) -> None:
        """Keep the family, and close if the service takes it."""
        self.form.forgive()
        if not example_of(self.example.text(), self.place.value):
            self._trouble.say(self.tr("请先粘贴一个示例名称。"))
            return
        try:
            self._naming.save(self._context.actor, self.family)
        except ArchiveDeskError as error:
            self._trouble.say(wording.sentence(error.message))
            return
        super().accept()


def _begun(row: Tried) -> str:
    if not row.seen.claims:
        return ""
    first = row.seen.claims[0]
    return wording.day(first.at.date()) if first.whole_day else wording.compact(first.at)
