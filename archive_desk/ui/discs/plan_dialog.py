"""Planning discs: what goes on them, on which medium, and a picture of how it fits."""

from functools import partial

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.discs import CopySet, Disc, Medium, Protection
from archive_desk.domain.errors import ArchiveDeskError, InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence
from archive_desk.services import rulebook
from archive_desk.services.casework import Casework
from archive_desk.services.imaging import DiscRequest, Imaging, Proposal
from archive_desk.ui import wording
from archive_desk.ui.discs.board import DiscBoard
from archive_desk.ui.discs.chooser import CaseChooser
from archive_desk.ui.discs.numbering_dialog import NumberingDialog
from archive_desk.ui.jobs import Job
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice, Card, scrolling
from archive_desk.ui.widgets.text import label

_MEDIA_ACROSS = 4


class PlanDialog(Dialog):
    """From cases or a selection to numbered discs.

    Attributes:
        discs: the discs registered as planned; empty until then.
    """

    def __init__(
        self,
        context: ScreenContext,
        cases: tuple[str, ...] = (),
        footage: tuple[FootageId, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, width=940)
        self.set_title(self.tr("制作光盘"))
        self._context = context
        self._imaging = Imaging(context.desk)
        self._footage = footage
        self._proposals: dict[Medium, Proposal | InvalidInput] = {}
        self._asked = 0
        self._medium_chosen = False
        self.discs: list[Disc] = []
        columns = QHBoxLayout()
        columns.setSpacing(LARGE)
        columns.addWidget(self._left(cases), 2)
        columns.addWidget(self._right(), 3)
        self.body.addLayout(columns, 1)
        self.confirm = button(self.tr("生成计划并编号(&P)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))
        self.resize(self.minimumWidth(), theme().px(720))
        self._recount()

    # -- arrangement -------------------------------------------------------------------------

    def _left(self, cases: tuple[str, ...]) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(label(self.tr("刻录内容"), "field"))
        if self._footage:
            chosen = self.tr("已选音像 {count} 件").format(count=len(self._footage))
            column.addWidget(Advice(chosen, Tone.ACCENT))
        casework = Casework(self._context.desk)
        self.chooser = CaseChooser(casework, self._context.actor, cases)
        self.chooser.changed.connect(self._recount)
        column.addWidget(self.chooser, 1)
        form = Form(above=True)
        self.title_field = QLineEdit()
        self.title_field.setMaxLength(200)
        self.title_field.setPlaceholderText(self.tr("默认用案卷号和案件名称"))
        form.add(self.tr("题名(&T)"), self.title_field)
        names = [wording.sentence(copy_set.label) for copy_set in CopySet]
        separator = self.tr("、")
        self.copies = ChoiceBox(
            self.tr("套数"),
            [
                Choice(
                    count,
                    self.tr("{count} 套：{names}").format(
                        count=count, names=separator.join(names[:count])
                    ),
                )
                for count in range(1, len(names) + 1)
            ],
        )
        self.copies.choose(rulebook.of(self._context.desk).opening("disc_copies").number)
        self.copies.chosen.connect(self._draw)
        form.add(self.tr("套数(&N)"), self.copies)
        self.protection = ChoiceBox(
            self.tr("恢复数据"),
            [Choice(each, wording.sentence(each.label)) for each in self._imaging.protections()],
        )
        self.protection.chosen.connect(self._on_protection_chosen)
        form.add(self.tr("恢复数据(&R)"), self.protection)
        column.addWidget(form)
        self.reason = label("", "caption", wrap=True)
        column.addWidget(self.reason)
        return held

    def _right(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(label(self.tr("选择光盘"), "field"))
        column.addLayout(self._media())
        self._advice = Advice("", Tone.WARN)
        self._advice.hide()
        column.addWidget(self._advice)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        self.summary = label("", "strong", wrap=True)
        row.addWidget(self.summary, 1)
        self.undo = button(self.tr("撤销移动"), kind="quiet", shortcut="Ctrl+Z")
        self.undo.hide()
        row.addWidget(self.undo)
        self.numbering = button(self.tr("编号规则(&G)…"), kind="quiet")
        self.numbering.clicked.connect(self._on_numbering_clicked)
        row.addWidget(self.numbering)
        column.addLayout(row)
        self.overhead = label("", "caption", wrap=True)
        column.addWidget(self.overhead)
        self.board = DiscBoard()
        self.board.moved.connect(self._on_board_moved)
        self.board.refused.connect(self._on_board_refused)
        self.undo.clicked.connect(self.board.undo)
        area = scrolling(self.board)
        area.setMinimumHeight(theme().px(300))
        card = Card()
        card.body.addWidget(area)
        column.addWidget(card, 1)
        return held

    def _media(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(TIGHT * 2)
        group = QButtonGroup(self)
        self.media: dict[Medium, QPushButton] = {}
        for number, medium in enumerate(Medium):
            made = button(f"{medium.label}\n—")
            made.setObjectName(f"medium-{medium.value}")
            made.setCheckable(True)
            made.clicked.connect(partial(self._on_medium_clicked, medium))
            group.addButton(made)
            self.media[medium] = made
            grid.addWidget(made, number // _MEDIA_ACROSS, number % _MEDIA_ACROSS)
        self.media[Medium.DVD].setChecked(True)
        return grid

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def medium(self) -> Medium:
        """The medium chosen."""
        return next(medium for medium, made in self.media.items() if made.isChecked())

    def choose_medium(self, medium: Medium) -> None:
        """Choose `medium`, as a click on it does."""
        self.media[medium].setChecked(True)
        self._on_medium_clicked(medium)

    @property
    def request(self) -> DiscRequest:
        """What is asked for."""
        return DiscRequest(
            self.medium,
            self.chooser.chosen,
            self._footage,
            self.copies.value or 1,
            self.title_field.text(),
            self.protection.value or Protection.NONE,
        )

    @property
    def proposal(self) -> Proposal | None:
        """How it would be distributed, as soon as that is known, and as it was rearranged."""
        return self.board.proposal

    def _on_medium_clicked(self, _medium: Medium) -> None:
        self._medium_chosen = True
        self._draw()

    def _on_protection_chosen(self) -> None:
        self._recount()

    def _on_numbering_clicked(self) -> None:
        NumberingDialog(self._context, self).exec()

    def _on_board_moved(self) -> None:
        self._advice.say("")
        self._tell()

    def _on_board_refused(self, sentence: Sentence) -> None:
        self._advice.say(wording.sentence(sentence))

    # -- counting and drawing ----------------------------------------------------------------

    def _recount(self) -> None:
        """Ask anew how everything fits; the answer to an older question is not heard."""
        self._asked += 1
        self.confirm.setEnabled(False)
        request = self.request
        if not request.cases and not request.footage:
            self._show({})
            return
        asked, imaging, actor = self._asked, self._imaging, self._context.actor
        job = Job(
            self.tr("计算光盘容量"),
            lambda _monitor: imaging.propose_each(actor, request),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(lambda found: self._on_counted(asked, found))
        job.failed.connect(lambda error: self._on_not_counted(asked, error))
        self._context.jobs.start(job)

    def _on_counted(self, asked: int, found: dict[Medium, Proposal | InvalidInput]) -> None:
        if asked == self._asked:
            self._show(found)

    def _on_not_counted(self, asked: int, error: BaseException) -> None:
        if asked == self._asked and isinstance(error, ArchiveDeskError):
            self._show({})
            self._advice.say(wording.sentence(error.message))

    def _show(self, found: dict[Medium, Proposal | InvalidInput]) -> None:
        self._proposals = found
        for medium, made in self.media.items():
            made.setText(f"{medium.label}\n{self._count_words(found.get(medium))}")
        if not self._medium_chosen:
            self.media[self._best()].setChecked(True)
        self._draw()

    def _count_words(self, found: Proposal | InvalidInput | None) -> str:
        if isinstance(found, Proposal):
            return self.tr("{count} 张").format(count=len(found.discs))
        return self.tr("放不下") if found is not None else "—"

    def _best(self) -> Medium:
        """The smallest disc, from DVD upwards, that takes everything; a DVD where none does."""
        for medium in list(Medium)[1:]:
            found = self._proposals.get(medium)
            if isinstance(found, Proposal) and len(found.discs) == 1:
                return medium
        return Medium.DVD

    def _draw(self, _copies: object = None) -> None:
        found = self._proposals.get(self.medium)
        proposal = found if isinstance(found, Proposal) else None
        self.board.show_proposal(proposal)
        self.confirm.setEnabled(proposal is not None)
        if proposal is not None:
            self._advice.say(self._warning(proposal))
        else:
            words = wording.sentence(found.message) if isinstance(found, InvalidInput) else ""
            self._advice.say(words)
        self._tell()

    def _tell(self) -> None:
        """Say in words what the board shows."""
        proposal = self.proposal
        self.undo.setVisible(self.board.rearranged)
        chosen = self.protection.value or Protection.NONE
        reason = wording.sentence(chosen.reason)
        if proposal is None:
            nothing = not self._proposals
            self.summary.setText(self.tr("请在左侧选择要刻录的案卷。") if nothing else "")
            self.overhead.setText("")
            self.reason.setText(reason)
            return
        self.summary.setText(self._in_words(proposal))
        words = self.tr("每张容量 {size}；文件系统和目录约占 {overhead}，预留 {reserve}。")
        self.overhead.setText(
            words.format(
                size=wording.size(proposal.medium.capacity_bytes),
                overhead=wording.size(proposal.overhead_bytes),
                reserve=wording.size(proposal.reserve_bytes),
            )
        )
        better = self._imaging.protections(proposal)[0]
        if chosen is Protection.NONE and better is not Protection.NONE:
            words = self.tr("余下的容量放得下{protection}，不多用光盘。{reason}")
            reason = words.format(
                protection=wording.sentence(better.label), reason=wording.sentence(better.reason)
            )
        self.reason.setText(reason)

    def _warning(self, found: Proposal) -> str:
        if not found.already:
            return ""
        numbers = self.tr("、").join(found.already[:4])
        more = "…" if len(found.already) > 4 else ""
        return self.tr("其中有音像已在光盘 {numbers} 上，仍可再次制作。").format(
            numbers=numbers + more
        )

    def _in_words(self, found: Proposal) -> str:
        count = sum(len(disc.entries) for disc in found.discs)
        size = sum(entry.size_bytes for disc in found.discs for entry in disc.entries)
        copies = self.copies.value or 1
        words = self.tr("{count} 件音像，{size}；每套 {discs} 张，共 {total} 张。")
        return words.format(
            count=count,
            size=wording.size(size),
            discs=len(found.discs),
            total=len(found.discs) * copies,
        )

    # -- doing it ----------------------------------------------------------------------------

    def accept(self) -> None:
        """Register the plan."""
        if self.proposal is None:
            return
        try:
            arranged = self.proposal if self.board.rearranged else None
            self.discs = self._imaging.plan(self._context.actor, self.request, arranged)
        except ArchiveDeskError as error:
            self._advice.say(wording.sentence(error.message))
            return
        self.done(QDialog.DialogCode.Accepted)
