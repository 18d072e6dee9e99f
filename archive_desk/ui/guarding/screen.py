"""The screen where the archive is kept (核对): checks, mirror, rota, backups."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import FootageId
from archive_desk.domain.other_files import path_of
from archive_desk.domain.people import Right
from archive_desk.domain.remedies import mendable, rewritable
from archive_desk.domain.work import Monitor
from archive_desk.services.backups import Backup, Backups
from archive_desk.services.bag_lists import BagLists, Rewritten
from archive_desk.services.file_healing import FileHealing, HealedFile
from archive_desk.services.fixity_papers import FixityPapers
from archive_desk.services.guarding import CheckReport, Guarding
from archive_desk.services.healing import Healed, Healing
from archive_desk.services.originals import VaultStanding, vault_standing
from archive_desk.ui import wording
from archive_desk.ui.guarding.findings import as_finding, file_finding, finding_columns
from archive_desk.ui.guarding.mirror_card import MirrorCard
from archive_desk.ui.guarding.rota_card import RotaCard
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import RowModel, listed
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import save_file
from archive_desk.ui.widgets.panels import (
    Advice,
    Card,
    EmptyState,
    Facts,
    SectionHead,
    clear,
    scrolling,
)
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted

_MOST_BACKUPS_SHOWN = 5
_PUT_BACK = frozenset({"moved", "exchanged"})
_Done = Healed | HealedFile | Rewritten


class GuardingScreen(Screen):
    """Checking the archive (核对)."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._guarding = Guarding(context.desk)
        self._backups = Backups(context.desk)
        self._run = 0
        self.full = QCheckBox(self.tr("同时核对 SM3，逐页检查数据库（较慢）"))
        self.with_mirror = QCheckBox(self.tr("连同镜像一起核对"))
        self.check_button = button(
            self.tr("开始核对(&K)"), "shield-check", kind="primary", then=self.check
        )
        self.resume_button = button(self.tr("接着上次核对(&J)"), "play", then=self.resume)
        self.heal_button = button(self.tr("修复所选(&X)"), "shield-check", then=self.heal)
        self.report_button = button(self.tr("核对报告(&P)…"), "printer", then=self.write_report)
        self.backup_button = button(self.tr("立即备份(&B)"), "database", then=self.back_up)
        self.mirror = MirrorCard(context)
        self.rota = RotaCard(context)
        self._columns = finding_columns()
        self._model: RowModel[Finding] = RowModel(
            self._columns, listed((), self._columns), key=lambda finding: id(finding)
        )
        self.table = Table(
            self._model, name="findings", remembered=context.remembered, row_height=56
        )
        self.table.setAccessibleName(self.tr("核对发现的问题"))
        self.table.rows_selected.connect(self._on_rows_selected)
        self._pile = QStackedWidget()
        self._lay_out()
        self.mirror.changed.connect(context.changes.copies_changed)
        self.rota.changed.connect(context.changes.copies_changed)
        self.rota.troubled_wanted.connect(self.show_troubled)
        context.changes.copies_changed.connect(self.set_stale)
        context.changes.footage_changed.connect(self.set_stale)

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
        for each in (self.heal_button, self.report_button):
            self._head.add(each)
            each.hide()
        standing = QHBoxLayout()
        standing.setSpacing(MEDIUM)
        standing.addWidget(self.mirror, 1)
        standing.addWidget(self.rota, 1)
        left.addLayout(standing)
        left.addSpacing(SMALL)
        left.addWidget(self._head)
        left.addWidget(self._pile, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        row.setSpacing(LARGE)
        row.addLayout(left, 1)
        row.addWidget(self._make_side())

    def _make_side(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        check = Card()
        check.body.addWidget(SectionHead(self.tr("核对档案库")))
        check.body.addWidget(
            muted(self.tr("原件是否还在、一个字节也没有变，有没有来历不明的文件，日志是否完整。"))
        )
        check.body.addWidget(self.full)
        check.body.addWidget(self.with_mirror)
        check.body.addWidget(self.check_button)
        check.body.addWidget(self.resume_button)
        self.resume_button.hide()
        self._facts = Facts()
        check.body.addWidget(self._facts)
        self.vault_trouble = Advice("", Tone.BAD)
        self.vault_place = Facts()
        vault = Card()
        vault.body.addWidget(SectionHead(self.tr("原件库")))
        vault.body.addWidget(self.vault_trouble)
        vault.body.addWidget(self.vault_place)
        backup = Card()
        backup.body.addWidget(SectionHead(self.tr("数据库备份")))
        backup.body.addWidget(
            muted(
                self.tr(
                    "每天自动备份一次到档案库的 backups 文件夹；"
                    "设置了镜像的，镜像里也有一份，每次同步后更新。"
                )
            )
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(TIGHT)
        backup.body.addLayout(self._list)
        backup.body.addWidget(self.backup_button)
        for each in (check, vault, backup):
            column.addWidget(each)
        column.addStretch(1)
        side = scrolling(inner)
        side.setFixedWidth(theme().px(360))
        return side

    @override
    def refresh(self) -> None:
        self.mirror.refresh()
        self.rota.refresh()
        self._look_at_vault()
        cut_off = self._guarding.cut_off(self.context.actor)
        self.resume_button.setVisible(cut_off is not None)
        if cut_off is not None:
            done = wording.tr("上次核对到第 {n} 件时停下", n=wording.number(cut_off.items))
            self.resume_button.setToolTip(done)
        clear(self._list)
        files = self._backups.files()
        for file in reversed(files[-_MOST_BACKUPS_SHOWN:]):
            self._list.addLayout(self._backup_row(file))
        if not files:
            self._list.addWidget(label(self.tr("还没有备份。"), "faint"))

    def _look_at_vault(self) -> None:
        """In the background: a share that hangs must not hang us."""
        job = Job(
            self.tr("查看原件库"),
            lambda _monitor: vault_standing(self.context.desk),
            parent=self,
            quiet=True,
        )
        job.succeeded.connect(self._on_vault_seen)
        job.ended.connect(job.deleteLater)
        self.context.jobs.start(job, Lane.READ)

    def _on_vault_seen(self, standing: VaultStanding) -> None:
        self.vault_trouble.say(wording.sentence(standing.trouble))
        room = "" if standing.trouble else wording.size(standing.room_bytes)
        self.vault_place.show_facts(
            [(self.tr("位置"), str(standing.place)), (self.tr("可用空间"), room)]
        )

    def _backup_row(self, file: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(Picture("database", Tone.NEUTRAL, 16))
        row.addWidget(label(file.name), 1)
        size = wording.size(file.stat().st_size) if file.is_file() else ""
        row.addWidget(label(size, "caption"), 0, Qt.AlignmentFlag.AlignRight)
        return row

    # -- checking ----------------------------------------------------------------------------

    def check(self) -> None:
        """Read everything again, in the background."""
        self._go(resume=False, full=self.full.isChecked(), mirror=self.with_mirror.isChecked())

    def resume(self) -> None:
        """Go on with the check that was stopped or cut off."""
        cut_off = self._guarding.cut_off(self.context.actor)
        if cut_off is None:
            self.refresh()
            return
        order = cut_off.order
        self._go(resume=True, full=order.full, mirror=order.with_mirror)

    def _go(self, *, resume: bool, full: bool, mirror: bool) -> None:
        actor = self.context.actor
        job = Job(
            self.tr("核对档案库"),
            lambda monitor: self._guarding.check(
                actor, monitor, full=full, mirror=mirror, resume=resume
            ),
            parent=self,
        )
        for each in (self.check_button, self.resume_button):
            each.setEnabled(False)
        job.succeeded.connect(self._on_check_succeeded)
        job.ended.connect(self._on_check_ended)
        self.context.jobs.start(job, Lane.READ)

    def _on_check_succeeded(self, report: CheckReport) -> None:
        self._run = report.run
        checked = report.checked
        self._facts.show_facts(
            [
                (self.tr("时间"), wording.moment(self.context.desk.clock())),
                (self.tr("原件"), wording.number(checked["originals"])),
                (self.tr("读取"), wording.size(checked["bytes"])),
                (self.tr("镜像"), wording.number(n) if (n := checked.get("mirrored", 0)) else ""),
                (self.tr("采集批次"), wording.number(checked["bags"])),
                (self.tr("光盘映像"), wording.number(checked["images"])),
                (self.tr("扫描件和附件"), wording.number(checked["attachments"])),
                (
                    self.tr("对外提供留存件"),
                    wording.number(n) if (n := checked.get("kept_copies", 0)) else "",
                ),
                (
                    self.tr("隔离文件"),
                    wording.number(n) if (n := checked.get("quarantined", 0)) else "",
                ),
                (self.tr("日志"), wording.number(checked["journal_entries"])),
            ]
        )
        self._show(report.findings)
        if report.sound:
            self._sound.say(
                self.tr("档案库完好"),
                self.tr("{n} 个原件都与采集时一致，操作日志完整。").format(
                    n=wording.number(checked["originals"])
                ),
            )
            self._pile.setCurrentWidget(self._sound)
        self.report_button.show()
        self.waiting_changed.emit(len(report.findings))
        self.context.changes.copies_changed.emit()

    def _on_check_ended(self) -> None:
        for each in (self.check_button, self.resume_button):
            each.setEnabled(True)
        self.set_stale()

    def _show(self, findings: Sequence[Finding]) -> None:
        self._model.use(listed(tuple(findings), self._columns))
        self._head.set_note(self.tr("{n} 个问题").format(n=len(findings)) if findings else "")
        self.heal_button.setVisible(bool(findings) and self.context.actor.may(Right.KEEP_VAULT))
        self._on_rows_selected()
        self._pile.setCurrentWidget(self.table)

    def show_troubled(self) -> None:
        """List the originals that were not as they should be when they were read last."""
        standing = self.rota.standing
        if standing is not None:
            originals = [as_finding(item) for item in standing.troubled]
            self._show([*originals, *(file_finding(file) for file in standing.files)])

    def write_report(self) -> None:
        """Write the report of the check that is shown, PDF or workbook."""
        now: datetime = self.context.desk.clock()
        name = wording.tr("核对报告 {day}.pdf", day=f"{now:%Y-%m-%d}")
        kinds = "PDF (*.pdf);;Excel (*.xlsx)"
        title = self.tr("保存核对报告")
        target = save_file(self, self.context.remembered, "form", title, name, kinds)
        if target is None:
            return
        papers, actor, run = FixityPapers(self.context.desk), self.context.actor, self._run
        job = Job(
            title,
            lambda _monitor: papers.write(actor, run, target),
            parent=self,
            unit=Unit.ITEMS,
            quiet=True,
        )
        job.succeeded.connect(self._on_report_written)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_report_written(self, target: Path) -> None:
        self.context.notices.success(wording.tr("已保存：{file}", file=str(target)))

    # -- healing -----------------------------------------------------------------------------

    def _on_rows_selected(self, _rows: object = None) -> None:
        self.heal_button.setEnabled(bool(self._chosen()))

    def _chosen(self) -> list[Finding]:
        """The selected findings that can be mended here; all of them if none is selected."""
        rows = self.table.selected() or list(self._all())
        return [each for each in rows if _curable(each)]

    def _all(self) -> Sequence[Finding]:
        rows = (self._model.row(number) for number in range(self._model.rowCount()))
        return [row for row in rows if row is not None]

    def heal(self) -> None:
        """Mend what is selected, after asking."""
        chosen = self._chosen()
        agreed = self.context.notices.ask(
            wording.tr("要修复 {n} 处吗？", n=len({each.item for each in chosen})),
            self.tr(
                "坏的一份会移到隔离文件夹，不会删除；用核对无误的另一份补上，"
                "清单按登记重写，并记入日志。"
            ),
            self.tr("修复"),
        )
        if not agreed:
            return
        actor, healing = self.context.actor, Healing(self.context.desk)
        astray = {each.item for each in chosen if each.code in _PUT_BACK}
        lists = BagLists(self.context.desk)
        # Lists come last: they are written anew only beside sound originals.
        items = sorted({each.item for each in chosen}, key=lambda item: item.startswith("batch:"))
        beside = FileHealing(self.context.desk)

        def mend(item: str, monitor: Monitor) -> _Done:
            if path_of(item):
                return beside.heal(actor, item, monitor)
            kind, _, name = item.partition(":")
            if kind == "batch":
                return lists.rewrite(actor, name, monitor)
            number = FootageId(int(name))
            if item in astray:
                return healing.put_back(actor, number, "", monitor)
            return healing.heal(actor, number, monitor)

        def work(monitor: Monitor) -> tuple[list[_Done], list[ArchiveDeskError]]:
            done: list[_Done] = []
            troubles: list[ArchiveDeskError] = []
            for item in items:
                try:
                    done.append(mend(item, monitor))
                except ArchiveDeskError as error:
                    troubles.append(error)
            return done, troubles

        job = Job(self.tr("修复原件"), work, parent=self)
        job.succeeded.connect(self._on_healed)
        job.ended.connect(self.context.changes.copies_changed)
        self.heal_button.setEnabled(False)
        self.context.jobs.start(job, Lane.WRITE)

    def _on_healed(self, result: tuple[list[_Done], list[ArchiveDeskError]]) -> None:
        done, troubles = result
        if done:
            self.context.notices.success(wording.tr("已处理 {n} 处。", n=len(done)))
        for error in troubles:
            self.context.notices.error(error)
        mended = {each.item for each in done}
        left = [each for each in self._all() if each.item not in mended]
        self._show(left)
        self.waiting_changed.emit(len(left))
        if not left:
            self._sound.say(self.tr("问题都已处理"), self.tr("请再核对一次，确认全部完好。"))
            self._pile.setCurrentWidget(self._sound)

    # -- backups -----------------------------------------------------------------------------

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


def _curable(finding: Finding) -> bool:
    code, item = finding.code, finding.item
    return mendable(code, item) or rewritable(code, item) or code in _PUT_BACK
