"""The rota on the guarding screen: originals by state, what is due, and how often."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QWidget
from typing_extensions import override

from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.rota import Rota, RotaSettings, RotaStanding
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice, Card, Facts, SectionHead
from archive_desk.ui.widgets.text import label


class RotaCard(Card):
    """Reading every original again, a share each day.

    Signals:
        changed: something was read.
        troubled_wanted: show the originals that are not as they should be.
    """

    changed = Signal()
    troubled_wanted = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._rota = Rota(context.desk)
        self.standing: RotaStanding | None = None
        self._words = label("", "muted", wrap=True)
        self._facts = Facts()
        self._trouble_button = button(
            self.tr("查看(&W)"), kind="link", then=self.troubled_wanted.emit
        )
        self._trouble = Advice("", Tone.BAD, self._trouble_button)
        self._trouble.hide()
        self.settings_button = button(self.tr("更改周期(&I)…"), "settings", then=self.change)
        self.run_button = button(self.tr("现在复核(&N)"), "play", then=self.go)
        row = FlowLayout(gap=SMALL)
        row.addWidget(self.settings_button)
        row.addWidget(self.run_button)
        self.settings_button.setVisible(context.actor.may(Right.KEEP_VAULT))
        self.body.addWidget(SectionHead(self.tr("定期复核")))
        self.body.addWidget(self._words)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._facts)
        self.body.addStretch(1)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Read again how it stands."""
        actor = self._context.actor
        job = Job(
            self.tr("查看复核"), lambda _m: self._rota.standing(actor), parent=self, quiet=True
        )
        job.succeeded.connect(self.show_standing)
        job.ended.connect(job.deleteLater)
        self._context.jobs.start(job, Lane.READ)

    def show_standing(self, standing: RotaStanding) -> None:
        """Show how it stands."""
        self.standing = standing
        chosen = standing.settings
        if chosen.interval_days:
            self._words.setText(
                wording.tr(
                    "每个原件至少每 {days} 天重新读一遍，每天最多 {share} GiB；播放音像时放慢。",
                    days=chosen.interval_days,
                    share=chosen.share_gib,
                )
            )
        else:
            self._words.setText(self.tr("已停用。原件只在有人核对时重新读取。"))
        troubled = len(standing.troubled) + len(standing.files)
        self._trouble.say(wording.tr("{n} 个文件需要处理", n=troubled) if troubled else "")
        states = standing.states
        self._facts.show_facts(
            [
                *((wording.tr(s.label), _count(states.get(s, 0))) for s in Fixity),
                (
                    self.tr("今天到期"),
                    wording.tr(
                        "{n} 件，{size}",
                        n=wording.number(standing.due),
                        size=wording.size(standing.due_bytes),
                    )
                    if standing.due
                    else "",
                ),
                (
                    self.tr("最早读取"),
                    wording.compact(standing.oldest, seconds=False) if standing.oldest else "",
                ),
            ]
        )
        self.run_button.setEnabled(bool(standing.due))

    def go(self) -> None:
        """Read what is due now."""
        job = Job(self.tr("定期复核"), self._rota.go, parent=self)
        self.run_button.setEnabled(False)
        job.succeeded.connect(lambda _done: self.changed.emit())
        job.ended.connect(self.refresh)
        self._context.jobs.start(job, Lane.CARE)

    def change(self) -> None:
        """Change how often, how much and how fast."""
        dialog = RotaDialog(self._context, self._rota, self)
        if dialog.exec():
            self.refresh()


class RotaDialog(Dialog):
    """How often each original is read again, how much a day, how fast."""

    def __init__(self, context: ScreenContext, rota: Rota, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=460)
        self.set_title(wording.tr("定期复核"))
        self._context, self._rota = context, rota
        before = rota.settings()
        self.interval = _number(0, 3650, before.interval_days)
        self.interval.setSpecialValueText(self.tr("停用"))
        self.share = _number(1, 100_000, before.share_gib)
        self.rate = _number(0, 100_000, before.rate_mib)
        self.rate.setSpecialValueText(self.tr("不限"))
        form = Form()
        form.add(self.tr("周期（天）(&I)"), self.interval, hint=self.tr("0 为停用。"))
        form.add(self.tr("每天最多（GiB）(&A)"), self.share)
        form.add(
            self.tr("速度（MiB/秒）(&V)"),
            self.rate,
            hint=self.tr("0 为不限；有人播放音像时总会放慢。"),
        )
        self.body.addWidget(form)
        self._form = form
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    @override
    def accept(self) -> None:
        wanted = RotaSettings(self.interval.value(), self.share.value(), self.rate.value())
        try:
            self._rota.change(self._context.actor, wanted)
        except ArchiveDeskError as error:
            self._form.complain(self.interval, wording.sentence(error.message))
            return
        super().accept()


def _number(least: int, most: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setValue(value)
    return made


def _count(number: int) -> str:
    return wording.number(number) if number else ""
