"""Checking by samples: the rule, what is due, the draw, and one drawn disc after the other."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from archive_desk.domain.disc_rounds import MONTHS, PERCENT, DiscCheckRule, Round, RoundItem
from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.work import Monitor
from archive_desk.services.burning import Burning
from archive_desk.services.disc_reading import DiscReading
from archive_desk.services.disc_rounds import DiscRounds
from archive_desk.services.imaging import Imaging
from archive_desk.ui import wording
from archive_desk.ui.discs.dialogs import FindingsDialog
from archive_desk.ui.discs.read_dialog import ReadDialog
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Form
from archive_desk.ui.widgets.panels import Advice, clear, scrolling
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import ElidedLabel, label

_WARNED_AT_MOST = 6
_SEEN_AHEAD = 5


class RoundsDialog(Dialog):
    """The check calendar, and the round under way.

    Attributes:
        round: the round shown; None where none has been drawn.
    """

    def __init__(self, context: ScreenContext, burning: Burning, parent: QWidget | None) -> None:
        super().__init__(wording.tr("光盘抽检"), parent, width=620)
        self._context, self._burning = context, burning
        self._rounds = DiscRounds(context.desk)
        self.round: Round | None = None
        self._job: Job | None = None
        head = QHBoxLayout()
        self._rule = label("", "muted", wrap=True)
        head.addWidget(self._rule, 1)
        self.rule_button = button(self.tr("设定(&R)…"), kind="quiet", then=self._decide)
        head.addWidget(self.rule_button)
        self.body.addLayout(head)
        self._warned = Advice("", Tone.WARN)
        self.body.addWidget(self._warned)
        self._words = label("", "strong", wrap=True)
        self.body.addWidget(self._words)
        self._seed = label("", "caption", wrap=True)
        self.body.addWidget(self._seed)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SMALL)
        area = scrolling(inner)
        area.setMinimumHeight(theme().px(180))
        self.body.addWidget(area, 1)
        self._build_next()
        self.draw_button = button(self.tr("抽取(&D)"), kind="primary", then=self.draw)
        self.rest_button = button(self.tr("其余也抽(&A)"), then=self.draw_rest)
        self.add_left(self.rest_button)
        self.set_buttons(None, self.tr("关闭"))
        self.add_right(self.draw_button)
        context.changes.discs_changed.connect(self._on_discs_changed)
        self.show_round()

    def _build_next(self) -> None:
        self._next = QWidget()
        row = QHBoxLayout(self._next)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        self._next_words = label("", "strong", wrap=True)
        row.addWidget(self._next_words, 1)
        said = label(self.tr("外观(&P)"), "field")
        self.appearance = QLineEdit(self.tr("完好"))
        self.appearance.setMaxLength(60)
        self.appearance.setAccessibleName(self.tr("外观"))
        self.appearance.setFixedWidth(theme().px(130))
        said.setBuddy(self.appearance)
        row.addWidget(said)
        row.addWidget(self.appearance)
        self.check_button = button(self.tr("检测(&C)…"), kind="primary", then=self.check)
        row.addWidget(self.check_button)
        self.body.addWidget(self._next)

    # -- showing -----------------------------------------------------------------------------

    def show_round(self) -> None:
        """Show the rule, what is due, and the last round."""
        actor = self._context.actor
        self._rule.setText(wording.sentence(self._rounds.rule(actor).words))
        self._show_warnings()
        rounds = self._rounds.rounds(actor)
        self.round = rounds[0] if rounds else None
        open_round = self.round if self.round and not self.round.finished_at else None
        calendar = self._rounds.calendar(actor)
        now: datetime = self._context.desk.clock()
        due = [line for line in calendar if line.due <= now]
        clear(self._list)
        if open_round is None:
            self._words.setText(self._due_words(len(due), len(calendar)))
            for line in calendar[:_SEEN_AHEAD]:
                day = wording.day(line.due.date())
                late = line.due <= now
                self._add_line(
                    "calendar-clock",
                    Tone.WARN if late else Tone.FAINT,
                    line.disc_no,
                    self.tr("应检 {day}").format(day=day),
                )
            if self.round is not None:
                last = f"{self.round.no}　{wording.sentence(self.round.result)}"
                self._seed.setText(self.tr("上次：{words}").format(words=last))
        else:
            self._show_open(open_round)
        self._list.addStretch(1)
        self._seed.setVisible(self.round is not None)
        self.draw_button.setVisible(open_round is None)
        self.draw_button.setEnabled(bool(due))
        failed = bool(self.round and self.round.failed)
        left = bool(self.round and len(self.round.items) > len(self.round.drawn))
        self.rest_button.setVisible(failed and left)
        waiting = open_round.waiting if open_round is not None else ()
        self._next.setVisible(bool(waiting))
        if waiting:
            self._ask_for(waiting[0])
        self.check_button.setEnabled(self._job is None)

    def _due_words(self, due: int, known: int) -> str:
        if due:
            return self.tr("有 {count} 张光盘到期，可以抽取。").format(count=due)
        if known:
            return self.tr("没有到期的光盘。最近应检的是：")
        return self.tr("还没有读检过的光盘。刻录并读检之后，抽检日期会出现在这里。")

    def _show_open(self, shown: Round) -> None:
        self._words.setText(f"{shown.no}　{wording.sentence(shown.result)}")
        words = self.tr("从 {count} 张中按种子 {seed} 抽取，可以复算。")
        self._seed.setText(words.format(count=len(shown.items), seed=shown.seed))
        for item in shown.drawn:
            if item.check is None:
                self._add_line("clock", Tone.FAINT, item.disc_no, self.tr("未检"))
            elif item.check.sound:
                self._add_line("circle-check", Tone.GOOD, item.disc_no, self.tr("合格"))
            else:
                count = item.check.finding_count
                words = self.tr("不合格，{count} 处问题").format(count=count)
                self._add_line("circle-alert", Tone.BAD, item.disc_no, words)

    def _add_line(self, icon: str, tone: Tone, no: str, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture(icon, tone, 18))
        row.addWidget(label(no, "strong"))
        place = Imaging(self._context.desk).show(self._context.actor, no).disc.location
        row.addWidget(ElidedLabel(place, "caption"), 1)
        row.addWidget(label(words, "muted"))
        held = QWidget()
        held.setLayout(row)
        row.setContentsMargins(0, TIGHT, SMALL, TIGHT)
        self._list.addWidget(held)

    def _show_warnings(self) -> None:
        found = self._rounds.warnings(self._context.actor)
        parts = [
            f"{disc.no} {wording.sentence(health.level.label)}"
            for disc, health in found[:_WARNED_AT_MOST]
        ]
        words = self.tr("到达预警线：{discs}。请安排迁移。")
        self._warned.say(words.format(discs=wording.listing(parts)) if parts else "")

    def _ask_for(self, item: RoundItem) -> None:
        place = Imaging(self._context.desk).show(self._context.actor, item.disc_no).disc.location
        words = self.tr("请取出 {no}（{place}）放入光驱。")
        self._next_words.setText(words.format(no=item.disc_no, place=place or "—"))

    def _on_discs_changed(self, _ids: object) -> None:
        self.show_round()

    # -- doing -------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw a round from what is due."""
        try:
            self._rounds.draw(self._context.actor)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self.show_round()

    def draw_rest(self) -> None:
        """Let the rest of the round be read as well."""
        assert self.round is not None
        try:
            self._rounds.draw_rest(self._context.actor, self.round.no)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
        self.show_round()

    def check(self) -> None:
        """Read the next drawn disc."""
        assert self.round is not None
        item = self.round.waiting[0]
        disc = Imaging(self._context.desk).show(self._context.actor, item.disc_no).disc
        dialog = ReadDialog(self._context, self._burning, disc, self)
        target = dialog.target if dialog.exec() == Dialog.DialogCode.Accepted else None
        name = dialog.drive_name
        dialog.deleteLater()
        if target is None:
            return
        device = self._burning.drive(target).device if isinstance(target, str) else target
        actor, no, appearance = self._context.actor, self.round.no, self.appearance.text()

        def work(monitor: Monitor) -> DiscReading:
            return self._rounds.check(
                actor, no, disc.no, device, monitor, drive=name, appearance=appearance
            )

        job = Job(self.tr("检测光盘 {no}").format(no=disc.no), work, parent=self)
        job.succeeded.connect(self._on_checked)
        job.ended.connect(self._on_check_ended)
        self._job = job
        self.check_button.setEnabled(False)
        self._next_words.setText(self.tr("正在读 {no}…").format(no=disc.no))
        self._context.jobs.start(job, Lane.DRIVE)

    def _on_checked(self, reading: DiscReading) -> None:
        if reading.findings and reading.disc is not None:
            title = self.tr("光盘 {no} 有问题").format(no=reading.disc.no)
            dialog = FindingsDialog(title, reading.findings, self)
            dialog.exec()
            dialog.deleteLater()

    def _on_check_ended(self) -> None:
        self._job = None
        self._context.changes.discs_changed.emit(())

    def _decide(self) -> None:
        dialog = RuleDialog(self._rounds.rule(self._context.actor), self)
        if dialog.exec() == Dialog.DialogCode.Accepted:
            try:
                self._rounds.decide(
                    self._context.actor,
                    dialog.months.value(),
                    dialog.percent.value(),
                    dialog.text.text(),
                )
            except ArchiveDeskError as error:
                self._context.notices.error(error)
        dialog.deleteLater()
        self.show_round()


class RuleDialog(Dialog):
    """The office's own interval and share, and who decided them."""

    def __init__(self, rule: DiscCheckRule, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=420)
        self.set_title(self.tr("设定光盘抽检"))
        words = self.tr("制度没有规定抽检的间隔和比例，由单位设定，并写明由谁、依据什么确定。")
        self.body.addWidget(label(words, "muted", wrap=True))
        form = Form()
        self.months, self.percent = QSpinBox(), QSpinBox()
        self.months.setRange(*MONTHS)
        self.months.setValue(rule.months)
        self.months.setSuffix(self.tr(" 个月"))
        self.percent.setRange(*PERCENT)
        self.percent.setValue(rule.percent)
        self.percent.setSuffix(" %")
        form.add(self.tr("间隔(&M)"), self.months)
        form.add(self.tr("比例(&P)"), self.percent)
        self.text = QLineEdit()
        self.text.setMaxLength(200)
        self.text.setPlaceholderText(self.tr("如：2026年局长办公会纪要第3号"))
        form.add(self.tr("依据(&B)"), self.text, needed=True)
        self.body.addWidget(form)
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))
