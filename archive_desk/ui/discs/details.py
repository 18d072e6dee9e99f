"""One disc beside the list: how full it is, how far it has come, what is on it, what to do."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from archive_desk.domain.disc_burns import BurnAttempt, Outcome
from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.domain.disc_health import Health
from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.footage import Kind
from archive_desk.domain.people import Person
from archive_desk.ui import icons, wording
from archive_desk.ui.discs.actions import Action, offer_for
from archive_desk.ui.discs.health_chart import HealthChart
from archive_desk.ui.discs.listing import badge, place_in_set, share
from archive_desk.ui.discs.picture import DiscPicture, arcs_of
from archive_desk.ui.intentions import PlayFootage, ShowFootage
from archive_desk.ui.jobs import Pace
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import LARGE, SMALL, TIGHT
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.panels import CopyLine, Facts, SidePanel, clear
from archive_desk.ui.widgets.pictures import Picture
from archive_desk.ui.widgets.text import ElidedLabel, label

_LISTED = 12
_KIND_ICONS = {
    Kind.VIDEO: "film",
    Kind.AUDIO: "music",
    Kind.PHOTO: "image",
    Kind.SIDECAR: "file-text",
}


class DiscDetails(SidePanel):
    """The disc chosen in the list.

    Attributes:
        drives: whether this workstation has a drive to burn in.

    Signals:
        wanted: an `Action` on the disc shown.
        opening: an `Intention` for something on it.
        cancel_wanted: stop the work on the disc shown.
        disc_wanted: the number of another disc.
    """

    wanted = Signal(object)
    opening = Signal(object)
    cancel_wanted = Signal()
    disc_wanted = Signal(str)

    def __init__(self, actor: Person) -> None:
        super().__init__("", width=390)
        self.setObjectName("disc-details")
        self._actor = actor
        self.drives = False
        self.disc: Disc | None = None
        self._catalogue: DiscCatalogue | None = None
        self.buttons: dict[Action, QWidget] = {}
        self.menu = QMenu(self)
        self._build_head()
        self._build_progress()
        self.body.addWidget(label(self.tr("办理经过"), "field"))
        self._milestones = QVBoxLayout()
        self._milestones.setSpacing(TIGHT)
        self.body.addLayout(self._milestones)
        self._facts = Facts()
        self.body.addWidget(self._facts)
        self._links = QVBoxLayout()
        self._links.setSpacing(TIGHT)
        self.body.addLayout(self._links)
        self._health_head = QHBoxLayout()
        self._health_head.addWidget(label(self.tr("读取健康"), "field"))
        self._health_head.addStretch(1)
        self.level = BadgeLabel()
        self._health_head.addWidget(self.level)
        self.body.addLayout(self._health_head)
        self.chart = HealthChart()
        self.body.addWidget(self.chart)
        self._advice = label("", "caption", wrap=True)
        self.body.addWidget(self._advice)
        self._attempts_head = label(self.tr("刻录记录"), "field")
        self.body.addWidget(self._attempts_head)
        self._attempts = QVBoxLayout()
        self._attempts.setSpacing(TIGHT)
        self.body.addLayout(self._attempts)
        self._digests = QVBoxLayout()
        self._digests.setSpacing(TIGHT)
        self.body.addLayout(self._digests)
        self._contents_head = label("", "field")
        self.body.addWidget(self._contents_head)
        self._contents = QVBoxLayout()
        self._contents.setSpacing(TIGHT)
        self.body.addLayout(self._contents)
        self.body.addStretch(1)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        self.picture = DiscPicture(116)
        row.addWidget(self.picture)
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        self._badge = BadgeLabel()
        column.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._set = label("", "muted", wrap=True)
        column.addWidget(self._set)
        self._share = label("", "caption", wrap=True)
        column.addWidget(self._share)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)

    def _build_progress(self) -> None:
        self.progress = QWidget()
        column = QVBoxLayout(self.progress)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TIGHT)
        row = QHBoxLayout()
        self._doing = label("", "strong")
        row.addWidget(self._doing, 1)
        row.addWidget(button(self.tr("停止"), kind="quiet", then=self.cancel_wanted.emit))
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("进度"))
        column.addWidget(self.bar)
        self._figures = label("", "caption", wrap=True)
        column.addWidget(self._figures)
        self.progress.hide()
        self.body.addWidget(self.progress)

    # -- showing -----------------------------------------------------------------------------

    def show_disc(
        self, catalogue: DiscCatalogue, health: Health, attempts: Sequence[BurnAttempt]
    ) -> None:
        """Show a disc with everything on it, its health, and the attempts to burn it."""
        disc = catalogue.disc
        self.disc, self._catalogue = disc, catalogue
        self.set_title(f"{disc.no}　{disc.title}")
        self._badge.show_badge(badge(disc))
        self._set.setText(f"{disc.set_no}　{place_in_set(disc)}")
        self._share.setText(f"{disc.medium.label}\n{share(disc)}")
        self.picture.show_disc(
            arcs_of(catalogue.entries), disc.used_bytes, disc.medium.capacity_bytes
        )
        self._show_milestones(disc)
        self._facts.show_facts(
            [
                (self.tr("案卷"), self.tr("、").join(disc.cases)),
                (self.tr("存放位置"), disc.location),
                (self.tr("制作人"), catalogue.made_by),
                (self.tr("刻录人"), disc.burned_by),
                (self.tr("光驱"), disc.drive),
                (self.tr("盘片"), " ".join(filter(None, (disc.brand, disc.media_batch)))),
                (self.tr("映像文件"), disc.image),
                (_retired_title(disc), disc.retired_reason),
            ]
        )
        self._show_links(disc)
        self._show_health(health)
        self._show_attempts(attempts)
        clear(self._digests)
        for name, value in (
            (self.tr("映像 SHA-256"), disc.image_sha256),
            (self.tr("清单 SHA-256"), disc.manifest_sha256),
        ):
            if value:
                self._digests.addWidget(label(name, "field"))
                self._digests.addWidget(CopyLine(name, value))
        self._show_contents(catalogue)
        self._offer()

    def show_work(self, words: str, pace: Pace | None) -> None:
        """Show that something is being done with the disc; no words: nothing is."""
        self.progress.setVisible(bool(words))
        self._doing.setText(words)
        if pace is not None and pace.progress.total:
            done, total = pace.progress.done, pace.progress.total
            self.bar.setValue(done * 1000 // total)
            self._figures.setText(f"{wording.size(done)} / {wording.size(total)}")
        else:
            self.bar.setValue(0)
            self._figures.setText("")
        for made in self.buttons.values():
            made.setEnabled(not words)
        self.menu.setEnabled(not words)

    def _show_milestones(self, disc: Disc) -> None:
        clear(self._milestones)
        placed = wording.tr("已上架") if disc.location else wording.tr("入库上架")
        shelved = disc.state is DiscState.SHELVED
        for words, note, done in (
            (self.tr("计划"), wording.moment(disc.planned_at), True),
            (self.tr("建立映像"), wording.moment(disc.built_at), disc.built_at is not None),
            (self.tr("刻录"), wording.moment(disc.burned_at), disc.burned_at is not None),
            (self.tr("刻后读检"), wording.moment(disc.verified_at), disc.verified_at is not None),
            (placed, disc.location if shelved else "", shelved),
        ):
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            icon, tone = ("circle-check", Tone.GOOD) if done else ("clock", Tone.FAINT)
            row.addWidget(Picture(icon, tone, 18))
            row.addWidget(label(words, "body" if done else "muted"))
            row.addStretch(1)
            row.addWidget(label(note, "caption"))
            self._milestones.addLayout(row)

    def _show_links(self, disc: Disc) -> None:
        """The discs before and after a migration."""
        clear(self._links)
        for words, no in (
            (self.tr("由 {no} 迁移而来"), disc.replaces),
            (self.tr("由 {no} 接替"), disc.replaced_by),
        ):
            if no:
                made = button(words.format(no=no), kind="link")
                made.clicked.connect(partial(self.disc_wanted.emit, no))
                self._links.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_health(self, health: Health) -> None:
        self.chart.show_health(health)
        level = health.level
        read = bool(health.points)
        words = wording.sentence(level.label) if read else self.tr("尚未读检")
        tone = (Tone.GOOD, Tone.ACCENT, Tone.WARN, Tone.BAD)[level] if read else Tone.FAINT
        self.level.show_badge(Badge(words, tone))
        said = wording.sentence(level.advice) if read else ""
        if health.crossing is not None:
            on = wording.day(health.crossing.date())
            said += self.tr("按趋势，约在 {day} 到达迁移线。").format(day=on)
        self._advice.setText(said)
        self._advice.setVisible(bool(said))

    def _show_attempts(self, attempts: Sequence[BurnAttempt]) -> None:
        clear(self._attempts)
        self._attempts_head.setVisible(bool(attempts))
        for each in attempts:
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            burned = each.outcome is Outcome.BURNED
            icon, tone = ("circle-check", Tone.GOOD) if burned else ("ban", Tone.BAD)
            row.addWidget(Picture(icon, tone, 16))
            words = wording.sentence(each.outcome.label)
            waste = self.tr("废盘 {no}").format(no=each.waste_no) if each.waste_no else ""
            said = "　".join(filter(None, (words, each.drive_name, waste)))
            row.addWidget(ElidedLabel(said, hint=each.reason or said), 1)
            row.addWidget(label(wording.moment(each.started_at), "caption"))
            self._attempts.addLayout(row)

    def _show_contents(self, catalogue: DiscCatalogue) -> None:
        clear(self._contents)
        entries = catalogue.entries
        self._contents_head.setText(
            self.tr("盘内音像　{count} 件，{size}").format(
                count=len(entries), size=wording.size(catalogue.data_bytes)
            )
        )
        for entry in entries[:_LISTED]:
            row = QHBoxLayout()
            row.setSpacing(SMALL)
            row.addWidget(Picture(_KIND_ICONS[entry.kind], Tone.NEUTRAL, 16))
            row.addWidget(ElidedLabel(entry.name, hint=entry.path), 1)
            row.addWidget(label(wording.size(entry.size_bytes), "caption"))
            play = icon_button("play", self.tr("播放：{name}").format(name=entry.name))
            play.clicked.connect(partial(self.opening.emit, PlayFootage(entry.footage_id)))
            row.addWidget(play)
            self._contents.addLayout(row)
        if len(entries) > _LISTED:
            words = self.tr("还有 {count} 件，在音像页查看").format(count=len(entries) - _LISTED)
            every = ShowFootage(tuple(entry.footage_id for entry in entries))
            self._contents.addWidget(
                button(words, kind="link", then=partial(self.opening.emit, every))
            )

    def _offer(self) -> None:
        clear(self.foot)
        self.menu.clear()
        self.buttons = {}
        assert self.disc is not None
        offer = offer_for(self.disc, self._actor, drives=self.drives)
        for action in ((offer.first,) if offer.first else ()) + offer.beside:
            words, icon = self._looks(action)
            first = action is offer.first
            made = button(
                words,
                icon if first else "",
                kind="primary" if first else "plain",
                then=partial(self.wanted.emit, action),
            )
            made.setObjectName(f"disc-{action.value}")
            self.buttons[action] = made
            self.foot.addWidget(made)
        self.foot.addStretch(1)
        if not offer.more:
            return
        for action in offer.more:
            words, icon = self._looks(action)
            entry = self.menu.addAction(words, partial(self.wanted.emit, action))
            entry.setObjectName(f"disc-{action.value}")
            icons.put(entry, icon)
        more = icon_button("ellipsis", self.tr("更多操作"))
        more.clicked.connect(lambda: self._drop_menu(more))
        self.foot.addWidget(more)

    def _drop_menu(self, beside: QWidget) -> None:
        """Show the menu above its button, which stands at the window's lower edge."""
        size = self.menu.sizeHint()
        corner = beside.mapToGlobal(beside.rect().topRight())
        self.menu.popup(corner - QPoint(size.width(), size.height() + TIGHT))

    def _looks(self, action: Action) -> tuple[str, str]:
        return {
            Action.BUILD: (self.tr("制作映像(&B)"), "disc-3"),
            Action.BURN: (self.tr("刻录(&U)…"), "disc-3"),
            Action.VERIFY: (self.tr("校验映像(&V)"), "shield-check"),
            Action.REGISTER: (self.tr("登记已刻录(&R)…"), "check-check"),
            Action.READ_BACK: (self.tr("读检光盘(&C)…"), "shield-check"),
            Action.PLACE: (self.tr("存放位置(&L)…"), "map-pin"),
            Action.PRINT: (self.tr("打印(&T)…"), "printer"),
            Action.MIGRATE: (self.tr("迁移到新盘(&M)…"), "copy"),
            Action.SHOW_FILE: (self.tr("打开映像所在文件夹(&O)"), "folder-open"),
            Action.RETIRE: (self.tr("作废或报废(&X)…"), "ban"),
        }[action]


def _retired_title(disc: Disc) -> str:
    return wording.sentence(disc.retired_as.label) if disc.retired_as else ""
