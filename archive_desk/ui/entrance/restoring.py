"""Making an archive again of its mirror, before anybody is signed in."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.findings import Finding
from archive_desk.services.restoring import Order, Restored, Restoring, Source, look
from archive_desk.ui import wording
from archive_desk.ui.entrance.folder_step import FolderField
from archive_desk.ui.jobs import Job, Jobs, Lane, Pace
from archive_desk.ui.palette import Tone
from archive_desk.ui.remembered import Remembered
from archive_desk.ui.row_model import Column, RowModel, listed
from archive_desk.ui.theme import LARGE, MEDIUM, SMALL, WIDE, theme
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.files import choose_folder
from archive_desk.ui.widgets.inputs import Form, password_field
from archive_desk.ui.widgets.panels import Advice, EmptyState, scrolling
from archive_desk.ui.widgets.tables import Table
from archive_desk.ui.widgets.text import label, muted, title

_WIDTH = 680
_PAUSE_MS = 400
_MIDDLE = Qt.TextElideMode.ElideMiddle


class RestorePage(QWidget):
    """The mirror's folder, a folder for the archive, who does it; then its progress and result.

    Signals:
        open_requested: the folder of the archive that was restored.
        left: the person went back to the beginning.
    """

    open_requested = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, remembered: Remembered) -> None:
        super().__init__()
        self._jobs = jobs
        self._remembered = remembered
        self._job: Job | None = None
        self._restored: Restored | None = None
        self.source: Source | None = None
        self.mirror = FolderField(
            self.tr("镜像文件夹(&M)"), self.tr("选择(&C)…"), name="restore-mirror", room=False
        )
        self.target = FolderField(
            self.tr("恢复到(&T)"), self.tr("选择(&X)…"), name="restore-target"
        )
        self.target.field.setText(str(Path.home() / wording.tr("执法音像档案库")))
        self.account = QLineEdit()
        self.account.setObjectName("restore-account")
        self.password = password_field(self.tr("密码"))
        self.password.setObjectName("restore-password")
        self.trouble = Advice("", Tone.BAD)
        self.found = label("", "strong", wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("恢复的进度"))
        self.bar.setRange(0, 1000)
        self.doing = label("", "muted")
        self.stop_button = button(self.tr("停止(&Z)"), "x", then=self.stop)
        self.back = button(self.tr("返回(&B)"), "arrow-left", then=self.left.emit)
        self.start_button = button(self.tr("开始恢复(&R)"), kind="primary", then=self.start)
        self.start_button.setObjectName("restore-start")
        self.open_button = button(self.tr("打开档案库(&O)"), kind="primary", then=self._on_open)
        self._stack = QStackedWidget()
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.mirror.field.textChanged.connect(self._on_mirror_changed)
        self.mirror.choosing.connect(self._on_choose_mirror)
        self.target.choosing.connect(self._on_choose_target)
        self.mirror.field.setFocus()

    # -- looks -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._ask = self._make_form()
        self._going = self._make_going()
        self._result = self._make_result()
        for page in (self._ask, self._going, self._result):
            self._stack.addWidget(page)
        inner = QWidget()
        inner.setFixedWidth(theme().px(_WIDTH))
        column = QVBoxLayout(inner)
        column.setSpacing(SMALL)
        column.setContentsMargins(0, WIDE, 0, WIDE)
        column.addWidget(title(self.tr("从镜像恢复")))
        column.addWidget(
            muted(
                self.tr(
                    "电脑或硬盘坏了，用镜像重新建立档案库：数据库、原件、扫描件和留存件逐个核对后复制，"
                    "镜像只读不改。"
                )
            )
        )
        column.addSpacing(SMALL)
        column.addWidget(self.trouble)
        self.trouble.hide()
        column.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.back)
        row.addStretch(1)
        for each in (self.stop_button, self.open_button, self.start_button):
            row.addWidget(each)
        column.addSpacing(MEDIUM)
        column.addLayout(row)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner)
        outer.addStretch(1)
        self._show(self._ask)

    def _make_form(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        who = QHBoxLayout()
        who.setSpacing(MEDIUM)
        for words, field in (
            (self.tr("账号(&A)"), self.account),
            (self.tr("密码(&P)"), self.password),
        ):
            form = Form(above=True)
            form.add(words, field)
            who.addWidget(form, 1)
        column.addWidget(self.mirror)
        column.addWidget(self.found)
        self.found.hide()
        column.addWidget(self.target)
        column.addLayout(who)
        column.addWidget(muted(self.tr("原档案库里档案管理员或系统管理员的账号和密码。")))
        column.addStretch(1)
        return scrolling(page)

    def _make_going(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(MEDIUM)
        column.addSpacing(LARGE)
        column.addWidget(label(self.tr("正在恢复"), "heading"))
        column.addWidget(self.bar)
        column.addWidget(self.doing)
        column.addWidget(muted(self.tr("可以随时停止，下次选同一个文件夹会接着做。")))
        column.addStretch(1)
        return page

    def _make_result(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.summary = label("", "strong", wrap=True)
        columns = (
            Column[Finding](
                "message",
                wording.tr("没有恢复或需要处理的"),
                lambda finding: wording.sentence(finding.message),
                hint=lambda finding: wording.sentence(finding.message),
                stretch=True,
            ),
        )
        self._columns = columns
        self._model: RowModel[Finding] = RowModel(columns, listed((), columns), key=id)
        self.table = Table(self._model, name="restored", remembered=self._remembered)
        self.table.setAccessibleName(self.tr("没有恢复的文件"))
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        self.all_well = EmptyState("circle-check", "")
        column.addWidget(self.all_well, 1)
        return page

    def _show(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        going = page is self._going
        self.back.setVisible(not going)
        self.stop_button.setVisible(going)
        self.start_button.setVisible(page is self._ask)
        self.open_button.setVisible(page is self._result)

    def _complain(self, words: str) -> None:
        self.trouble.say(words)
        self.trouble.setVisible(bool(words))

    # -- the mirror --------------------------------------------------------------------------

    def _on_choose_mirror(self) -> None:
        words = self.tr("选择镜像磁盘上的文件夹，里面有 mirror.toml")
        chosen = choose_folder(self, self._remembered, "mirror", words)
        if chosen is not None:
            self.mirror.field.setText(str(chosen))

    def _on_choose_target(self) -> None:
        words = self.tr("选择放档案库的文件夹")
        chosen = choose_folder(self, self._remembered, "archive", words)
        if chosen is not None:
            ours = not any(chosen.iterdir()) or (chosen / "restoring.json").is_file()
            self.target.field.setText(str(chosen if ours else chosen / self.tr("执法音像档案库")))

    def _on_mirror_changed(self) -> None:
        self.source = None
        self.found.hide()
        self._pause.start()

    def look(self) -> None:
        """Look what lies in the folder that was named."""
        self._pause.stop()
        if not self.mirror.text:
            return
        folder = Path(self.mirror.text)
        job = Job(
            self.tr("查看镜像"),
            lambda _monitor: look(folder),
            parent=self,
            quiet=True,
            own_errors=True,
        )
        job.succeeded.connect(self._on_looked)
        job.failed.connect(self._on_look_failed)
        job.ended.connect(job.deleteLater)
        self._jobs.start(job, Lane.READ)

    def _on_looked(self, source: Source) -> None:
        if source.mirror != Path(self.mirror.text).expanduser().absolute():
            return
        self.source = source
        self._complain("")
        facts = source.facts
        at = datetime.fromisoformat(facts.last_at) if facts.last_at else None
        words = wording.tr(
            "{organisation}，数据库记到 {at}，原件 {n} 件，共需 {size}。",
            organisation=facts.organisation,
            at=wording.compact(at, seconds=False) if at is not None else "—",
            n=wording.number(facts.originals),
            size=wording.size(facts.size_bytes),
        )
        if source.findings:
            words += wording.tr("有 {n} 份较新的数据库备份已损坏。", n=len(source.findings))
        self.found.setText(words)
        self.found.show()

    def _on_look_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self._complain(wording.sentence(error.message))

    # -- restoring ---------------------------------------------------------------------------

    def start(self) -> None:
        """Restore, in the background."""
        account, password = self.account.text().strip(), self.password.text()
        if not self.mirror.text or not self.target.text:
            self._complain(self.tr("请选择镜像文件夹和要恢复到的文件夹。"))
            return
        if not account or not password:
            self._complain(self.tr("请填写账号和密码。"))
            return
        order = Order(Path(self.mirror.text), Path(self.target.text), account, password)
        job = Job(
            self.tr("从镜像恢复"),
            lambda monitor: Restoring().restore(order, monitor),
            parent=self,
            own_errors=True,
        )
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._job = job
        self._complain("")
        self.bar.setValue(0)
        self.doing.setText("")
        self._show(self._going)
        self._jobs.start(job, Lane.WRITE)

    def stop(self) -> None:
        """Stop where it is; the next time goes on."""
        if self._job is not None:
            self._job.cancel()

    def _on_progressed(self, pace: Pace) -> None:
        progress = pace.progress
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(int(1000 * progress.done / progress.total))
        else:
            self.bar.setRange(0, 0)
        metrics, wide = self.doing.fontMetrics(), theme().px(_WIDTH - 40)
        words = wording.sentence(progress.note)
        self.doing.setText(metrics.elidedText(words, _MIDDLE, wide))

    def _on_succeeded(self, done: Restored) -> None:
        self._restored = done
        self.password.clear()
        self.summary.setText(wording.sentence(done.message))
        self._model.use(listed(tuple(done.findings), self._columns))
        self.table.setVisible(bool(done.findings))
        self.summary.setVisible(bool(done.findings))
        self.all_well.say(
            self.tr("档案库已恢复"),
            wording.sentence(done.message) + self.tr("镜像会接着作这个档案库的第二份。"),
        )
        self.all_well.setVisible(not done.findings)
        self._show(self._result)

    def _on_failed(self, error: BaseException) -> None:
        self._show(self._ask)
        if isinstance(error, ArchiveDeskError):
            self._complain(wording.sentence(error.message))

    def _on_cancelled(self) -> None:
        self._show(self._ask)
        self._complain(self.tr("已停止。再次开始会从停下的地方接着恢复。"))

    def _on_open(self) -> None:
        if self._restored is not None:
            self.open_requested.emit(self._restored.folder)
