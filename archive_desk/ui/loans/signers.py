"""Naming the persons who sign the steps of the office's chain."""

from functools import partial

from PySide6.QtWidgets import QWidget

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.services.accounts import Accounts
from archive_desk.services.lending import Lending
from archive_desk.services.signers import Signers
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label


class SignersDialog(Dialog):
    """One box for each step: the post, or a person."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=500)
        self.set_title(self.tr("指定签署人"))
        self._context = context
        self._signers = Signers(context.desk)
        words = self.tr("制度写明由什么职务签署；需要时可指定到人。已在办理的申请不变。")
        self.body.addWidget(label(words, "muted", wrap=True))
        self._problem = Advice("", Tone.BAD)
        self._problem.hide()
        self.body.addWidget(self._problem)
        form = Form()
        chain = Lending(context.desk).regulation.chain
        named = self._signers.named(context.actor)
        people = [p for p in Accounts(context.desk).everybody(context.actor) if p.active]
        self.boxes: dict[int, ChoiceBox] = {}
        for position, step in enumerate(chain.steps, 1):
            role = wording.sentence(step.role.label)
            post = Choice("", self.tr("{role}（不指定到人）").format(role=role))
            persons = [Choice(p.account, p.name) for p in people if not p.external]
            box = ChoiceBox(self.tr("第 {n} 步").format(n=position), [post, *persons])
            if position in named:
                box.choose(named[position].account)
            box.chosen.connect(partial(self._name, position))
            self.boxes[position] = box
            title = wording.sentence(step.title)
            form.add(self.tr("第 {n} 步：{title}").format(n=position, title=title), box)
        self.body.addWidget(form)
        basis = self.tr("依据：{basis}").format(basis=chain.basis)
        self.body.addWidget(label(basis, "caption", wrap=True))
        self.set_buttons(None, self.tr("关闭"))

    def _name(self, position: int, account: str) -> None:
        self._problem.hide()
        try:
            self._signers.name(self._context.actor, position, account)
        except ArchiveDeskError as error:
            self._problem.say(wording.sentence(error.message))
            named = self._signers.named(self._context.actor)
            self.boxes[position].choose(named[position].account if position in named else "")
