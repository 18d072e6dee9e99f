"""Linking recordings to a case: which case, which stage, beside which document."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from archive_desk.domain.cases import STAGES, CaseFile, CaseState
from archive_desk.domain.completeness import stage_of
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import DocumentId, FootageId
from archive_desk.services.casework import CaseFilter, Casework
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Column, RowModel, Source
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form, SearchBox
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.tables import Table


class LinkDialog(Dialog):
    """Where recordings belong. With a `case` given only stage and document are asked for.

    Attributes:
        case: the case file they were linked to; None until the person confirms.
    """

    def __init__(
        self,
        context: ScreenContext,
        footage_ids: Sequence[FootageId],
        case: CaseFile | None = None,
        *,
        stage: str = "",
        document_id: DocumentId | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=600 if case is None else 440)
        self.setWindowTitle(self.tr("关联到案卷"))
        self.heading.setText(self.tr("把 {n} 个音像关联到案卷").format(n=len(footage_ids)))
        self._context = context
        self._casework = Casework(context.desk)
        self._footage_ids = tuple(footage_ids)
        self._given = case
        self.case: CaseFile | None = None
        self._advice = Advice("", Tone.BAD)
        self._advice.hide()
        self.body.addWidget(self._advice)
        self.search = SearchBox(self.tr("编号、案由、当事人、执法人员"))
        self._model = RowModel(
            self._columns(), Source(self._count, self._rows), key=lambda each: each.id, parent=self
        )
        self.table = Table(
            self._model, name="link-cases", remembered=context.remembered, single=True
        )
        self._lay_out()
        self._on_case_chosen()
        self.stage.choose(stage)
        self.document.choose(document_id)

    def _lay_out(self) -> None:
        if self._given is None:
            self.search.searched.connect(lambda _text: self._search())
            self.table.horizontalHeader().hide()
            self.table.setMinimumHeight(theme().px(220))
            self.table.setAccessibleName(self.tr("办理中的案卷"))
            self.table.rows_selected.connect(lambda _rows: self._on_case_chosen())
            self.table.row_opened.connect(lambda _case: self.accept())
            self.body.addWidget(self.search)
            self.body.addWidget(self.table, 1)
        else:
            self.search.hide()
            self.table.hide()
        self.stage = ChoiceBox(
            self.tr("环节"),
            [
                Choice("", self.tr("暂不注明环节")),
                *(Choice(stage, wording.sentence(stage)) for stage in STAGES),
            ],
        )
        self.document = ChoiceBox(self.tr("文书"))
        self.document.chosen.connect(self._on_document_chosen)
        form = Form()
        form.add(self.tr("环节(&S)"), self.stage)
        form.add(self.tr("文书(&W)"), self.document)
        self.body.addWidget(form)
        self.confirm = button(self.tr("关联"), "link", kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        if self._given is None and self._model.rowCount():
            self.table.select_row(0)

    def _columns(self) -> tuple[Column[CaseFile], ...]:
        return (
            Column(
                "no",
                self.tr("案卷"),
                lambda case: case.name,
                subtitle=lambda case: f"{case.no} · {case.section}",
                sortable=False,
                stretch=True,
            ),
        )

    def _where(self) -> CaseFilter:
        return CaseFilter(text=self.search.text().strip(), state=CaseState.OPEN)

    def _count(self) -> int:
        return self._casework.page(self._context.actor, self._where(), 0, 1).total

    def _rows(self, offset: int, limit: int, _sort: str, _down: bool) -> Sequence[CaseFile]:
        return self._casework.page(self._context.actor, self._where(), offset, limit).cases

    def _search(self) -> None:
        self._model.reload()
        if self._model.rowCount():
            self.table.select_row(0)
        self._on_case_chosen()

    @property
    def chosen(self) -> CaseFile | None:
        """The case file chosen."""
        if self._given is not None:
            return self._given
        rows = self.table.selected()
        return rows[0] if rows else None

    def _on_case_chosen(self) -> None:
        case = self.chosen
        self.confirm.setEnabled(case is not None)
        choices = [Choice(None, self.tr("不关联文书"))]
        if case is not None:
            documents = self._casework.check(self._context.actor, case.no).dossier.documents
            self._stages = {each.id: stage_of(each) for each in documents}
            choices += [
                Choice(each.id, f"{wording.sentence(each.type)} {each.number}".rstrip())
                for each in documents
            ]
        self.document.offer(choices)

    def _on_document_chosen(self, document_id: DocumentId | None) -> None:
        """A document usually tells the stage."""
        if document_id is not None and not self.stage.value:
            self.stage.choose(self._stages.get(document_id, ""))

    def accept(self) -> None:
        """Link, and close if the service does it."""
        case = self.chosen
        if case is None:
            return
        try:
            self._casework.link(
                self._context.actor,
                case.no,
                self._footage_ids,
                stage=self.stage.value,
                document_id=self.document.value,
            )
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self.case = case
        super().accept()
