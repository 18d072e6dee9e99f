"""Taking a list of case files in: which column is what, how the rows look, what was wrong."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from archive_desk.domain.case_lists import Cell, ListField, WrongRow
from archive_desk.domain.cases import CaseDraft, CaseKind
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.case_lists import CaseLists, ListPreview, ListResult
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Source, listed
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.files import choose_file, save_file
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted

_SHOWN = 200
_PER_ROW = 4

Judged = tuple[int, CaseDraft | WrongRow]


class ListDialog(Dialog):
    """A list from its file to the case files.

    Signals:
        taken: a `ListResult`.
    """

    taken = Signal(object)

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=900)
        self.set_title(self.tr("导入案卷清单"))
        self._context = context
        self._lists = CaseLists(context.desk)
        self._file: Path | None = None
        self.preview: ListPreview | None = None
        self.outcome: ListResult | None = None
        self._judged: Sequence[Judged] = ()
        self._boxes: dict[ListField, ChoiceBox] = {}
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self._about = muted(
            self.tr("选择 xlsx 或 CSV 清单。先看再导入；有误的行单独列出，不影响其余各行。")
        )
        self.kind = ChoiceBox(
            self.tr("缺类型时"),
            [
                Choice(None, self.tr("缺类型的行算有误")),
                *(Choice(kind, wording.sentence(kind.label)) for kind in CaseKind),
            ],
        )
        self.kind.chosen.connect(lambda _kind: self._judge())
        self.section = QLineEdit()
        self.section.setPlaceholderText(self.tr("缺股室时填"))
        self.section.setAccessibleName(self.tr("缺股室时填"))
        self.section.editingFinished.connect(self._judge)
        columns = self._columns()
        self._model = RowModel(columns, self._source(columns), key=lambda row: row[0])
        self.table = Table(self._model, name="case-list", remembered=context.remembered)
        self.table.setAccessibleName(self.tr("清单"))
        self.table.setMinimumHeight(theme().px(300))
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.addWidget(self._advice)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        self.choose_button = button(self.tr("选择文件(&O)…"), "folder-open", then=self._choose)
        head.addWidget(self._about, 1)
        head.addWidget(self.choose_button)
        self.body.addLayout(head)
        self._mapping = QWidget()
        grid = QGridLayout(self._mapping)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        for number, field in enumerate(ListField):
            box = ChoiceBox(wording.sentence(field.label), width=130)
            box.chosen.connect(lambda _place: self._judge())
            self._boxes[field] = box
            words = wording.sentence(field.label) + (" *" if field.needed else "")
            row, column = divmod(number, _PER_ROW)
            grid.addWidget(label(words, "field"), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
        row, column = divmod(len(ListField), _PER_ROW)
        grid.addWidget(self.kind, row, 2 * column, 1, 2)
        grid.addWidget(self.section, row, 2 * column + 2, 1, 2)
        self._mapping.hide()
        self.body.addWidget(self._mapping)
        self.body.addWidget(self.table, 1)
        self.export_button = button(
            self.tr("导出有误的行(&X)…"), "file-down", then=self._choose_export
        )
        self.export_button.hide()
        self.add_left(self.export_button)
        self.confirm = button(self.tr("导入(&I)"), "check", kind="primary")
        self.confirm.setEnabled(False)
        self.set_buttons(None, self.tr("关闭"))
        self.add_right(self.confirm)
        self.confirm.clicked.connect(self.take_in)
        self.resize(theme().px(980), theme().px(680))

    def _columns(self) -> Sequence[Column[Judged]]:
        def of(name: str) -> "Column[Judged]":
            field = ListField(name)
            return Column(
                name, wording.sentence(field.label), lambda row: _value(row[1], field), width=120
            )

        return (
            Column("row", self.tr("行号"), lambda row: str(row[0]), width=60),
            Column(
                "state",
                self.tr("结果"),
                lambda row: _state(row[1]),
                tone=lambda row: Tone.BAD if isinstance(row[1], WrongRow) else Tone.GOOD,
                width=300,
            ),
            of("no"),
            of("cause"),
            of("party"),
            of("kind"),
            of("section"),
            of("officers"),
            of("opened"),
            of("ended"),
        )

    def _source(self, columns: Sequence[Column[Judged]]) -> Source[Judged]:
        def page(offset: int, limit: int, sort: str, descending: bool) -> Sequence[Judged]:
            return listed(self._judged, columns).page(offset, limit, sort, descending)

        return Source(lambda: len(self._judged), page)

    # -- reading -----------------------------------------------------------------------------

    def _choose(self) -> None:
        kinds = self.tr("清单") + " (*.xlsx *.xlsm *.csv *.txt *.tsv)"
        file = choose_file(
            self, self._context.remembered, "case-lists", self.tr("选择案卷清单"), kinds
        )
        if file is not None:
            self.open_file(file)

    def open_file(self, file: Path) -> None:
        """Read a list and show how it would be taken."""
        actor = self._context.actor
        job = Job(
            self.tr("读取清单"),
            lambda _monitor: self._lists.preview(actor, file),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        self._file = file
        job.succeeded.connect(self._on_open_succeeded)
        job.failed.connect(self._on_failed)
        self._context.jobs.start(job, Lane.READ)

    def _on_open_succeeded(self, preview: ListPreview) -> None:
        self.preview, self.outcome = preview, None
        self._advice.hide()
        self.export_button.hide()
        heads = [Choice(None, self.tr("（没有）"))]
        heads += [Choice(place, _head(cell, place)) for place, cell in enumerate(preview.head)]
        for field, box in self._boxes.items():
            box.offer(heads)
            box.choose(preview.plan.columns.get(field))
        self._mapping.show()
        name = "" if self._file is None else self._file.name
        self._about.setText(
            self.tr("{file} · {source} · {n} 行").format(
                file=name, source=preview.table.source, n=len(preview.rows)
            )
        )
        self._judge()

    def _planned(self) -> ListPreview | None:
        if self.preview is None:
            return None
        columns = {field: box.value for field, box in self._boxes.items() if box.value is not None}
        plan = replace(
            self.preview.plan,
            columns=columns,
            kind=self.kind.value,
            section=self.section.text().strip(),
        )
        return replace(self.preview, plan=plan)

    def _judge(self) -> None:
        planned = self._planned()
        if planned is None or self.outcome is not None:
            return
        missing = planned.plan.missing
        self.confirm.setEnabled(not missing)
        if missing:
            names = wording.listing([wording.sentence(each.label) for each in missing])
            self._advice.say(self.tr("请指明这些内容在哪一列：{names}。").format(names=names))
            self._judged = ()
        else:
            self._advice.hide()
            self._judged = list(self._lists.judged(planned, _SHOWN))
        self._model.reload()

    # -- taking in ---------------------------------------------------------------------------

    def take_in(self) -> None:
        """Take the rows in, beside the window."""
        planned, file, actor = self._planned(), self._file, self._context.actor
        if planned is None or file is None:
            return
        job = Job(
            self.tr("导入案卷清单"),
            lambda monitor: self._lists.take_in(actor, file, planned, monitor),
            parent=self,
            unit=Unit.ITEMS,
            own_errors=True,
        )
        job.succeeded.connect(self._on_taken)
        job.failed.connect(self._on_failed)
        self.confirm.setEnabled(False)
        self._context.jobs.start(job, Lane.WRITE)

    def _on_taken(self, result: ListResult) -> None:
        self.outcome = result
        self._judged = [(each.row, each) for each in result.wrong]
        self._model.reload()
        self._mapping.hide()
        self.export_button.setVisible(bool(result.wrong))
        self._about.setText(
            self.tr("导入 {taken} 个案卷，{present} 个已有，{wrong} 行有误。").format(
                taken=result.taken, present=result.present, wrong=len(result.wrong)
            )
        )
        self.taken.emit(result)

    def _on_failed(self, error: Exception) -> None:
        self.confirm.setEnabled(self.preview is not None)
        if isinstance(error, ArchiveDeskError):
            self._advice.say(wording.sentence(error.message))

    def _choose_export(self) -> None:
        name = self.tr("未能导入的案卷") + ".xlsx"
        file = save_file(
            self,
            self._context.remembered,
            "exports",
            self.tr("导出有误的行"),
            name,
            "Excel (*.xlsx)",
        )
        if file is not None:
            self.export(file)

    def export(self, file: Path) -> None:
        """Write the wrong rows as xlsx."""
        if self.outcome is None:
            return
        try:
            self._lists.export_wrong(self._context.actor, self.outcome, file)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self._context.notices.success(self.tr("已导出 {file}。").format(file=file.name))


def _head(cell: Cell, place: int) -> str:
    words = str(cell or "").strip()
    return words or wording.tr("第 {n} 列", n=place + 1)


def _state(row: CaseDraft | WrongRow) -> str:
    return wording.sentence(row.reason) if isinstance(row, WrongRow) else wording.tr("可以导入")


def _value(row: CaseDraft | WrongRow, field: ListField) -> str:
    if isinstance(row, WrongRow):
        return ""
    match field:
        case ListField.KIND:
            return wording.sentence(row.kind.label)
        case ListField.OFFICERS:
            return "、".join(each.name for each in row.officers)
        case ListField.OPENED:
            return "" if row.opened_on is None else row.opened_on.isoformat()
        case ListField.ENDED:
            return wording.compact(row.ended_at, seconds=False)
        case _:
            return str(getattr(row, field.value))
