"""The mirror on the guarding screen: where it is, how far behind, and what can be done about it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.people import Right
from archive_desk.services.mirroring import CatchUp, Mirroring, MirrorStatus
from archive_desk.services.stocktaking import Stock
from archive_desk.ui import wording
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Advice, Card, Facts, SectionHead
from archive_desk.ui.widgets.text import label


class MirrorCard(Card):
    """The second vault.

    Signals:
        changed: another folder, or something was copied.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._mirroring = Mirroring(context.desk)
        self.status: MirrorStatus | None = None
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("镜像（第二份）")), 1)
        self.badge = BadgeLabel()
        head.addWidget(self.badge)
        self.words = label("", "muted", wrap=True)
        self._same_disk = Advice("", Tone.WARN)
        self._facts = Facts()
        self.choose_button = button(self.tr("设置镜像(&M)…"), "folder-open", then=self.choose)
        self.sync_button = button(self.tr("立即同步(&Y)"), "refresh-cw", then=self.sync)
        self.images = QCheckBox(self.tr("光盘映像也放进镜像"))
        self.images.setToolTip(
            self.tr("光盘映像可以用原件重新制作，占用空间大；不选时镜像里没有映像。")
        )
        self.images.clicked.connect(self._on_images_clicked)
        row = FlowLayout(gap=SMALL)
        for each in (self.choose_button, self.sync_button):
            row.addWidget(each)
            each.setVisible(context.actor.may(Right.KEEP_VAULT))
        self.body.addLayout(head)
        self.body.addWidget(self.words)
        self.body.addWidget(self._same_disk)
        self.body.addWidget(self._facts)
        self.body.addWidget(self.images)
        self.images.hide()
        self.body.addStretch(1)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Read again how it stands, in the background: a share that hangs must not hang us."""
        actor = self._context.actor
        job = Job(
            self.tr("查看镜像"), lambda _m: self._mirroring.status(actor), parent=self, quiet=True
        )
        job.succeeded.connect(self.show_status)
        job.ended.connect(job.deleteLater)
        self._context.jobs.start(job, Lane.READ)

    def show_status(self, status: MirrorStatus) -> None:
        """Show how it stands."""
        self.status = status
        self.badge.show_badge(_badge(status))
        self.words.setText(wording.sentence(status.message))
        same = self.tr("镜像与档案库在同一块磁盘上，磁盘损坏时两份会一起丢失。")
        self._same_disk.say(same if status.same_disk else "")
        mirror = status.mirror
        facts: list[tuple[str, str]] = []
        if mirror is not None:
            facts = [
                (self.tr("位置"), str(mirror.path)),
                (
                    self.tr("原件"),
                    _of(status.total - status.files, status.behind - status.files_behind),
                ),
                (self.tr("扫描件等"), _of(status.files, status.files_behind)),
                (
                    self.tr("尚缺"),
                    wording.tr(
                        "{n} 件，{size}",
                        n=wording.number(status.behind),
                        size=wording.size(status.behind_bytes),
                    )
                    if status.behind
                    else "",
                ),
                (self.tr("可用空间"), wording.size(status.room_bytes) if status.room_bytes else ""),
                (
                    self.tr("最近一致"),
                    wording.compact(mirror.stepped_at) if mirror.stepped_at else "",
                ),
                (
                    self.tr("数据库备份"),
                    wording.compact(status.backed_up_at)
                    if status.backed_up_at
                    else self.tr("还没有"),
                ),
            ]
        self._facts.show_facts(facts)
        self._facts.setVisible(bool(facts))
        self.choose_button.setText(
            self.tr("设置镜像(&M)…") if mirror is None else self.tr("更换或改位置(&M)…")
        )
        self.sync_button.setEnabled(status.present)
        may = self._context.actor.may(Right.KEEP_VAULT)
        self.images.setVisible(may and mirror is not None)
        self.images.setChecked(status.images)
        self.sync_button.setVisible(may and mirror is not None)

    def _on_images_clicked(self) -> None:
        wanted, actor = self.images.isChecked(), self._context.actor
        stock = Stock(self._context.desk)
        job = Job(
            self.tr("镜像包括光盘映像"),
            lambda _m: stock.choose_images(actor, wanted=wanted),
            parent=self,
            quiet=True,
        )
        job.ended.connect(self.refresh)
        self._context.jobs.start(job, Lane.WRITE)

    def choose(self) -> None:
        """Use another folder."""
        title = self.tr("选择另一块硬盘或共享上的空文件夹")
        folder = choose_folder(self, self._context.remembered, "mirror", title)
        if folder is not None:
            self.use(folder)

    def use(self, folder: Path) -> None:
        """Use `folder`, after asking where that leaves another one."""
        current = self.status.mirror if self.status is not None else None
        replace = False
        if current is not None and current.path != folder:
            replace = self._context.notices.ask(
                self.tr("要改用这个文件夹作镜像吗？"),
                wording.tr(
                    "现在的镜像在 {path}，里面的文件会原样留着。如果只是换了位置，会接着用。",
                    path=str(current.path),
                ),
                self.tr("改用"),
            )
            if not replace:
                return
        try:
            status = self._mirroring.set_up(self._context.actor, folder, replace=replace)
        except ArchiveDeskError as error:
            self._context.notices.error(error)
            return
        self.show_status(status)
        self.changed.emit()
        if not status.in_step:
            self.sync()

    def sync(self) -> None:
        """Let it catch up now."""
        actor = self._context.actor
        job = Job(
            self.tr("同步镜像"),
            lambda monitor: self._mirroring.catch_up(actor, monitor),
            parent=self,
        )
        self.sync_button.setEnabled(False)
        job.succeeded.connect(self._on_synced)
        job.ended.connect(self.refresh)
        self._context.jobs.start(job, Lane.CARE)

    def _on_synced(self, done: CatchUp) -> None:
        if done.findings:
            self._context.notices.warn(wording.sentence(done.findings[0].message))
        else:
            self._context.notices.success(wording.tr("镜像已同步，复制 {n} 件。", n=done.copied))
        self.changed.emit()


def _of(total: int, behind: int) -> str:
    """How many of them lie in the mirror."""
    if behind <= 0:
        return wording.tr("{n} 件", n=wording.number(total))
    held = wording.number(total - behind)
    return wording.tr("{held} / {n} 件", held=held, n=wording.number(total))


def _badge(status: MirrorStatus) -> Badge:
    if status.mirror is None:
        return Badge(wording.tr("未设置"), Tone.WARN)
    if not status.present:
        return Badge(wording.tr("未连接"), Tone.WARN)
    if status.in_step:
        return Badge(wording.tr("一致"), Tone.GOOD)
    return Badge(wording.tr("待同步"), Tone.ACCENT)
