"""What a case file still lacks: each thing with its rule and the button that mends it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from archive_desk.domain.completeness import Shortfall
from archive_desk.domain.people import Person, Right
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Card, SectionHead, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import label, line


class Remedy(StrEnum):
    """What mends a shortfall."""

    EDIT = "edit"
    LINK = "link"
    STAGE = "stage"
    DOCUMENT = "document"
    LOOK = "look"
    DISC = "disc"
    NOTE = "note"
    CERTIFICATE = "certificate"
    ADD_DOCUMENT = "add_document"
    LATE = "late"
    PLAY = "play"
    DISCS = "discs"
    ARCHIVE = "archive"


REMEDIES = {
    "too_few_officers": Remedy.EDIT,
    "certificate_missing": Remedy.EDIT,
    "opened_missing": Remedy.EDIT,
    "ended_missing": Remedy.EDIT,
    "footage_missing": Remedy.LINK,
    "footage_faulty": Remedy.LOOK,
    "footage_untimed": Remedy.LOOK,
    "footage_doubtful": Remedy.LOOK,
    "stage_unknown": Remedy.STAGE,
    "stage_without_footage": Remedy.LINK,
    "document_without_footage": Remedy.LINK,
    "document_untimed": Remedy.DOCUMENT,
    "document_times": Remedy.DOCUMENT,
    "disc_missing": Remedy.DISC,
    "gap_unexplained": Remedy.NOTE,
    "certificate_expired": Remedy.CERTIFICATE,
    "document_missing": Remedy.ADD_DOCUMENT,
    "legal_review_missing": Remedy.ADD_DOCUMENT,
    "legal_review_late": Remedy.DOCUMENT,
    "late_import": Remedy.LATE,
    "scene_missing": Remedy.PLAY,
    "disc_unverified": Remedy.DISCS,
    "burn_overdue": Remedy.DISCS,
    "archive_overdue": Remedy.ARCHIVE,
}


class MissingCard(Card):
    """The list of what is missing, or that nothing is.

    Signals:
        remedy_wanted: a `Remedy` and the `Shortfall` it is for.
    """

    remedy_wanted = Signal(object, object)

    def __init__(self, actor: Person) -> None:
        super().__init__()
        self._actor = actor
        self._head = SectionHead(self.tr("还缺什么"))
        self.body.addWidget(self._head)
        self._list = QVBoxLayout()
        self._list.setSpacing(MEDIUM)
        self.body.addLayout(self._list)

    def show_shortfalls(self, shortfalls: Sequence[Shortfall], *, editable: bool) -> None:
        """Show these, the blocking ones first."""
        clear(self._list)
        blocking = sum(1 for each in shortfalls if each.blocking)
        self._head.set_note(
            self.tr("{n} 项必备").format(n=blocking) if blocking else str(len(shortfalls) or "")
        )
        if not shortfalls:
            row, _ = _row("circle-check", Tone.GOOD, self.tr("材料齐全，可以归档。"))
            self._list.addLayout(row)
        ordered = sorted(shortfalls, key=lambda each: not each.blocking)
        for number, each in enumerate(ordered):
            if number:
                self._list.addWidget(line())
            self._list.addLayout(self._make_row(each, editable=editable))

    def _make_row(self, each: Shortfall, *, editable: bool) -> QHBoxLayout:
        icon, tone = ("circle-alert", Tone.BAD) if each.blocking else ("triangle-alert", Tone.WARN)
        row, words = _row(icon, tone, wording.sentence(each.message))
        if each.basis is not None:
            words.addWidget(label(str(each.basis), "caption", wrap=True))
        remedy = REMEDIES.get(each.code)
        if remedy is not None and self._may(remedy, editable=editable):
            mend = button(
                self._words_of(remedy),
                kind="link",
                then=lambda: self.remedy_wanted.emit(remedy, each),
            )
            words.addWidget(mend, 0, Qt.AlignmentFlag.AlignLeft)
        return row

    def _may(self, remedy: Remedy, *, editable: bool) -> bool:
        if remedy in {Remedy.LOOK, Remedy.PLAY}:
            return True
        if remedy is Remedy.LATE:
            return self._actor.may(Right.IMPORT)
        if remedy in {Remedy.DISC, Remedy.DISCS}:
            return self._actor.may(Right.KEEP_DISCS)
        if remedy is Remedy.NOTE:
            return self._actor.may(Right.EXPLAIN)
        return editable

    def _words_of(self, remedy: Remedy) -> str:
        return {
            Remedy.EDIT: self.tr("更改案卷"),
            Remedy.LINK: self.tr("关联音像"),
            Remedy.STAGE: self.tr("注明环节"),
            Remedy.DOCUMENT: self.tr("更改文书"),
            Remedy.LOOK: self.tr("查看音像"),
            Remedy.DISC: self.tr("制作光盘"),
            Remedy.NOTE: self.tr("填写情况说明"),
            Remedy.CERTIFICATE: self.tr("登记证件有效期"),
            Remedy.ADD_DOCUMENT: self.tr("登记文书"),
            Remedy.LATE: self.tr("说明迟交原因"),
            Remedy.PLAY: self.tr("回放并标记"),
            Remedy.DISCS: self.tr("查看光盘"),
            Remedy.ARCHIVE: self.tr("归档"),
        }[remedy]


def _row(icon: str, tone: Tone, words: str) -> tuple[QHBoxLayout, QVBoxLayout]:
    """A row with an icon and words, and the column in which more can stand below them."""
    row = QHBoxLayout()
    row.setSpacing(SMALL + 2)
    row.addWidget(Picture(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(TIGHT)
    column.addWidget(label(_breakable(words), wrap=True))
    row.addLayout(column, 1)
    return row, column


def _breakable(words: str) -> str:
    """`words` in which a long file name may go on in the next line."""
    return re.sub(r"(?<=[0-9A-Za-z])([_.-])(?=[0-9A-Za-z])", "\\1\u200b", words)
