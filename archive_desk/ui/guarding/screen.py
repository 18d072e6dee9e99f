"""The screen where the archive is checked (核对档案库): the check, what it found, the backups."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.findings import Finding
from archive_desk.domain.verbs import item_title
from archive_desk.services.backups import Backup, Backups
from archive_desk.services.guarding import CheckReport, Guarding
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column, RowModel, Source, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Card, EmptyState, Facts, SectionHead, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted

_MOST_BACKUPS_SHOWN = 5


class GuardingScreen(Screen):
    """Checking the archive (核对)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._guarding = Guarding(context.desk)
        self._backups = Backups(context.desk)
        self.full = QCheckBox(self.tr("同时核对 SM3，逐页检查数据库（较慢）"))
        self.check_button = button(
            self.tr("开始核对(&K)"), "shield-check", kind="primary", then=self.check
        )
        self.backup_button = button(self.tr("立即备份(&B)"), "database", then=self.back_up)
        self._columns = self._make_columns()
        self._model: RowModel[Finding] = RowModel(
            self._columns, listed((), self._columns), key=lambda finding: id(finding)
        )
        self.table = Table(
            self._model, name="findings", remembered=context.remembered, row_height=52
        )
        self.table.setAccessibleName(self.tr("核对发现的问题"))
        self._pile = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self._waiting = EmptyState(
            "shield-check",
            self.tr("还没有核对"),
            self.tr("核对会把每个原件、光盘映像和清单重新读一遍，与登记和操作日志比对。"),
        )
        self._sound = EmptyState("circle-check", self.tr("档案库完好"))
        for page in (self._waiting, self._sound, self.table):
            self._pile.addWidget(page)
        left = QVBoxLayout()
        left.setSpacing(MEDIUM)
        self._head = SectionHead(self.tr("核对结果"))
        left.addWidget(self._head)
        left.addWidget(self._pile, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        row.setSpacing(LARGE)
        row.addLayout(left, 1)
        row.addWidget(self._make_side())

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(theme().px(330))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        check = Card()
        check.body.addWidget(SectionHead(self.tr("核对档案库")))
        check.body.addWidget(
            muted(self.tr("原件是否还在、一个字节也没有变，有没有来历不明的文件，日志是否完整。"))
        )
        check.body.addWidget(self.full)
        check.body.addWidget(self.check_button)
        self._facts = Facts()
        check.body.addWidget(self._facts)
        backup = Card()
        backup.body.addWidget(SectionHead(self.tr("数据库备份")))
        backup.body.addWidget(
            muted(self.tr("每天自动备份一次到档案库的 backups 文件夹，请定期另存到别的磁盘。"))
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(TIGHT)
        backup.body.addLayout(self._list)
        backup.body.addWidget(self.backup_button)
        column.addWidget(check)
        column.addWidget(backup)
        column.addStretch(1)
        return side

    @override
    def refresh(self) -> None:
        clear(self._list)
        files = self._backups.files()
        for file in reversed(files[-_MOST_BACKUPS_SHOWN:]):
            self._list.addLayout(self._backup_row(file))
        if not files:
            self._list.addWidget(label(self.tr("还没有备份。"), "faint"))

    def _backup_row(self, file: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture("database", Tone.NEUTRAL, 16))
        row.addWidget(label(file.name), 1)
        size = wording.size(file.stat().st_size) if file.is_file() else ""
        row.addWidget(label(size, "caption"), 0, Qt.AlignmentFlag.AlignRight)
        return row

    def _make_columns(self) -> Sequence[Column[Finding]]:
        return (
            Column("code", self.tr("问题"), _code_words, badge=_code_badge, width=120),
            Column(
                "item",
                self.tr("对象"),
                lambda finding: wording.sentence(item_title(finding.item)),
                width=180,
                bold=True,
            ),
            Column(
                "message",
                self.tr("说明"),
                lambda finding: wording.sentence(finding.message),
                hint=lambda finding: wording.sentence(finding.message),
                stretch=True,
            ),
        )

    # -- verbs -------------------------------------------------------------------------------

    def check(self) -> None:
        """Read everything again, in the background."""
        actor, full = self.context.actor, self.full.isChecked()
        job = Job(
            self.tr("核对档案库"),
            lambda monitor: self._guarding.check(actor, monitor, full=full),
            parent=self,
        )
        self.check_button.setEnabled(False)
        job.succeeded.connect(self._on_check_succeeded)
        job.ended.connect(self._on_check_ended)
        self.context.jobs.start(job, Lane.READ)

    def _on_check_succeeded(self, report: CheckReport) -> None:
        checked = report.checked
        self._facts.show_facts(
            [
                (self.tr("时间"), wording.moment(self.context.desk.clock())),
                (self.tr("原件"), wording.number(checked["originals"])),
                (self.tr("读取"), wording.size(checked["bytes"])),
                (self.tr("采集批次"), wording.number(checked["bags"])),
                (self.tr("光盘映像"), wording.number(checked["images"])),
                (self.tr("日志"), wording.number(checked["journal_entries"])),
            ]
        )
        source: Source[Finding] = listed(tuple(report.findings), self._columns)
        self._model.use(source)
        self._head.set_note(
            self.tr("{n} 个问题").format(n=len(report.findings)) if report.findings else ""
        )
        if report.sound:
            self._sound.say(
                self.tr("档案库完好"),
                self.tr("{n} 个原件都与采集时一致，操作日志完整。").format(
                    n=wording.number(checked["originals"])
                ),
            )
        self._pile.setCurrentWidget(self._sound if report.sound else self.table)
        self.waiting_changed.emit(len(report.findings))

    def _on_check_ended(self) -> None:
        self.check_button.setEnabled(True)

    def back_up(self) -> None:
        """Make a backup of the database now."""
        actor = self.context.actor
        job = Job(self.tr("备份数据库"), lambda _monitor: self._backups.make(actor), parent=self)
        self.backup_button.setEnabled(False)
        job.succeeded.connect(self._on_backup_succeeded)
        job.ended.connect(self._on_backup_ended)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_backup_succeeded(self, backup: Backup) -> None:
        self.context.notices.success(self.tr("已备份：{name}").format(name=backup.file.name))
        self.refresh()

    def _on_backup_ended(self) -> None:
        self.backup_button.setEnabled(True)


def _code_words(finding: Finding) -> str:
    return _code_badge(finding).text


def _code_badge(finding: Finding) -> Badge:
    match finding.code:
        case "altered":
            return Badge(wording.tr("已改动"), Tone.BAD)
        case "missing":
            return Badge(wording.tr("缺失"), Tone.BAD)
        case "unrecorded":
            return Badge(wording.tr("来历不明"), Tone.WARN)
        case "unreachable":
            return Badge(wording.tr("读不到"), Tone.WARN)
        case _:
            return Badge(wording.tr("损坏"), Tone.BAD)
