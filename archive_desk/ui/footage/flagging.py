"""Flagging recordings as not for everybody, or lifting that."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Footage
from archive_desk.domain.people import Right
from archive_desk.domain.rule_values import Sensitivity
from archive_desk.services.classifying import Classifying, Flagged
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import LARGE, SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.text import label, muted


class FlagDialog(Dialog):
    """The kinds with their articles, ticked as they stand; what is ticked off is lifted.

    The clerk sets flags, whoever signs for the office lifts them; who may both does both at once.

    Attributes:
        outcome: what came of it.
    """

    def __init__(
        self, context: ScreenContext, chosen: Sequence[Footage], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, width=600)
        self.set_title(wording.tr("涉密和敏感标注：{n} 个音像", n=len(chosen)))
        self._context = context
        self._ids = [item.id for item in chosen]
        self._classifying = Classifying(context.desk)
        self.outcome: Flagged | None = None
        actor = context.actor
        self._may_flag = actor.may(Right.CORRECT_FOOTAGE)
        self._may_lift = actor.may(Right.SIGN)
        standing = self._classifying.standing(actor, self._ids)
        self._before = {kind for kinds in standing.values() for kind in kinds}
        self.body.addWidget(
            muted(
                self.tr(
                    "标注后：复制、刻录、借出和对外提供另须行政负责人核准，画面和复制件加注；"
                    "涉及国家秘密的不得在本系统查看，须移送处理。解除由负责人决定。"
                )
            )
        )
        self.form = Form()
        self.kinds: dict[Sensitivity, QCheckBox] = {}
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SMALL)
        grid.setHorizontalSpacing(LARGE)
        grid.setColumnStretch(1, 1)
        for kind, basis in self._classifying.offered(actor):
            box = QCheckBox(wording.sentence(kind.label))
            box.setChecked(kind in self._before)
            box.setEnabled(self._may_lift if kind in self._before else self._may_flag)
            self.kinds[kind] = box
            grid.addWidget(box, len(self.kinds), 0)
            grid.addWidget(label(str(basis), "caption"), len(self.kinds), 1)
        self.body.addWidget(held)
        self.reason = QLineEdit()
        self.form.add(self.tr("理由(&R)"), self.reason, needed=True)
        self.body.addWidget(self.form)
        self.body.addSpacing(SMALL)
        self._history()
        self.confirm = button(self.tr("保存(&S)"), kind="primary")
        self.set_buttons(self.confirm, self.tr("取消"))

    def _history(self) -> None:
        """Who said so before, of a single recording."""
        if len(self._ids) != 1:
            return
        for each in self._classifying.history(self._context.actor, self._ids[0]):
            words = self.tr("{at} {by}标注“{kind}”：{reason}").format(
                at=wording.moment(each.at),
                by=each.by,
                kind=wording.sentence(each.kind.label),
                reason=each.reason,
            )
            if each.lifted_at is not None:
                words += self.tr("；{at} {by}解除：{reason}").format(
                    at=wording.moment(each.lifted_at), by=each.lifted_by, reason=each.lift_reason
                )
            self.body.addWidget(label(words, "caption", wrap=True))

    @override
    def accept(self) -> None:
        self.form.forgive()
        ticked = {kind for kind, box in self.kinds.items() if box.isChecked()}
        new, gone = ticked - self._before, self._before - ticked
        actor, reason = self._context.actor, self.reason.text()
        if not new and not gone:
            self.form.complain(self.reason, self.tr("没有更改。"))
            return
        try:
            if gone:
                self.outcome = self._classifying.lift(actor, self._ids, sorted(gone), reason)
            if new or (ticked and len(self._ids) > 1):
                self.outcome = self._classifying.flag(actor, self._ids, sorted(ticked), reason)
        except ArchiveDeskError as error:
            self.form.complain(self.reason, wording.sentence(error.message))
            return
        super().accept()

    @property
    def warnings(self) -> list[str]:
        """What goes on with these recordings that somebody must know."""
        used = {} if self.outcome is None else self.outcome.used
        return [wording.sentence(each.words) for each in dict.fromkeys(used.values())]
