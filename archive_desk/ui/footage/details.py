"""One recording beside the list: its picture, its facts, its time and why, its digests, its files.

Several chosen recordings are summed up instead.
"""

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from archive_desk.domain.cases import CaseState
from archive_desk.domain.catalogue import CaseLink
from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.people import Person, Right
from archive_desk.services.catalogue import FootageReport
from archive_desk.ui import wording
from archive_desk.ui.footage import listing, time_story
from archive_desk.ui.footage.actions import Action, actions_for, may
from archive_desk.ui.footage.health import HealthPart
from archive_desk.ui.footage.take_strip import TakeStrip, in_words
from archive_desk.ui.footage.thumbnails import Thumbnails
from archive_desk.ui.intentions import ShowCase
from archive_desk.ui.palette import Tone
from archive_desk.ui.retention_card import RetentionCard
from archive_desk.ui.row_model import Badge
from archive_desk.ui.theme import MEDIUM, SMALL, TIGHT, theme
from archive_desk.ui.widgets.badges import BadgeLabel
from archive_desk.ui.widgets.buttons import button, icon_button
from archive_desk.ui.widgets.flow import FlowLayout
from archive_desk.ui.widgets.panels import Advice, Facts, SidePanel, clear
from archive_desk.ui.widgets.text import label, selectable, set_tone

_FOOT = (Action.PLAY, Action.LINK, Action.DISC, Action.LOAN)


class BigPicture(QLabel):
    """The picture of the recording, as wide as the panel.

    Signals:
        clicked: the person wants to see more of it.
    """

    clicked = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._item: Footage | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        thumbnails.arrived.connect(self._renew)

    def show_item(self, item: Footage | None) -> None:
        """Show the picture of `item`."""
        self._item = item
        self.setVisible(item is not None)
        self._renew()

    def _renew(self) -> None:
        if self._item is None:
            return
        drawn = self._thumbnails.picture(self._item)
        size = self._thumbnails.size
        ratio = drawn.width() / max(1, size.width())
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)

    def mouseReleaseEvent(self, event: object) -> None:
        """Tell of a click."""
        self.clicked.emit()

    def minimumSizeHint(self) -> QSize:
        """The whole picture."""
        return self._thumbnails.size


class FootageDetails(SidePanel):
    """What is known of what is chosen in the list.

    Signals:
        wanted: an `Action` on what is chosen.
        opening: an `Intention` for something it belongs to.
        item_wanted: the id of a recording beside it to be shown instead.
        copy_wanted: a `Repair` to be played.
    """

    wanted = Signal(object)
    opening = Signal(object)
    item_wanted = Signal(object)
    copy_wanted = Signal(object)
    note_wanted = Signal(object)

    def __init__(
        self,
        actor: Person,
        thumbnails: Thumbnails,
        names: listing.Names,
        retention: RetentionCard,
    ) -> None:
        super().__init__("", width=368)
        self.setObjectName("footage-details")
        self._actor = actor
        self.names = names
        self.report: FootageReport | None = None
        self.chosen: tuple[Footage, ...] = ()
        self._picture = BigPicture(thumbnails)
        self._picture.clicked.connect(lambda: self.wanted.emit(Action.PLAY))
        self._badges = QHBoxLayout()
        self._badges.setSpacing(SMALL)
        self._health = Advice("", Tone.BAD)
        self.facts = Facts()
        self.times = QVBoxLayout()
        self.health = HealthPart()
        self._doubts = Advice("", Tone.WARN)
        self._take_words = label("", "caption", wrap=True)
        self.note_button = button(
            self.tr("说明中断(&Z)…"), "pencil", kind="link", then=self._on_note
        )
        self.strip = TakeStrip()
        self.health.examine_wanted.connect(partial(self.wanted.emit, Action.EXAMINE))
        self.health.repair_wanted.connect(partial(self.wanted.emit, Action.REPAIR))
        self.health.copy_wanted.connect(self.copy_wanted)
        self.strip.part_chosen.connect(self.item_wanted)
        self._cases = QVBoxLayout()
        self.retention = retention
        self.origin = Facts()
        self.buttons: dict[Action, QPushButton] = {}
        self._sections: dict[str, QWidget] = {}
        self._lay_out()
        self._scrolled = self.findChildren(QScrollArea)[0]

    # -- arrangement -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.body.setSpacing(MEDIUM)
        self.body.addWidget(self._picture)
        self.body.addLayout(self._badges)
        self.body.addWidget(self._health)
        self.body.addWidget(self.facts)
        self._section("time", self.tr("时间依据"), self.times, self._doubts)
        self._section("health", self.tr("解码检查"), self.health)
        self._section("take", self.tr("同一次摄录"), self.strip, self._take_words, self.note_button)
        self._section("cases", self.tr("所属案卷"), self._cases)
        self.body.addWidget(self.retention)
        self._section("origin", self.tr("原件与校验"), self.origin)
        self.body.addStretch(1)

    def _section(self, key: str, words: str, *parts: QWidget | QVBoxLayout) -> None:
        """A part of the panel with a head; `key` shows and hides it."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(SMALL)
        head = QHBoxLayout()
        head.addWidget(label(words, "strong"), 1)
        if key == "time" and may(Action.CORRECT, self._actor):
            head.addWidget(
                icon_button(
                    "pencil",
                    self.tr("更正信息"),
                    shortcut="F2",
                    then=partial(self.wanted.emit, Action.CORRECT),
                )
            )
        column.addLayout(head)
        for part in parts:
            if isinstance(part, QVBoxLayout):
                part.setSpacing(TIGHT)
                column.addLayout(part)
            else:
                column.addWidget(part)
        self._sections[key] = whole
        self.body.addWidget(whole)

    # -- showing -----------------------------------------------------------------------------

    def show_report(self, report: FootageReport) -> None:
        """Show one recording."""
        item = report.footage
        another = self.report is None or self.report.footage.id != item.id
        self.report, self.chosen = report, (item,)
        self.set_title(_breakable(item.name))
        self._picture.show_item(item)
        self._show_badges(item)
        self._health.say(_health_words(item))
        self.facts.show_facts(self._facts_of(item))
        self._show_times(report)
        faulty = item.media.health.faulty
        may_examine = may(Action.EXAMINE, self._actor)
        self.health.show_health(report.examinations, report.repairs, may=may_examine, faulty=faulty)
        self._show_take(report)
        self._show_cases(report.links)
        self.retention.show_footage(item.id)
        self.origin.show_facts(self._origin_of(report))
        for section in self._sections.values():
            section.show()
        self._sections["health"].setVisible(item.kind is not Kind.SIDECAR)
        self._sections["take"].setVisible(report.take is not None)
        self._offer()
        if another:
            self._scrolled.verticalScrollBar().setValue(0)

    def show_several(self, chosen: Sequence[Footage]) -> None:
        """Sum up several recordings."""
        self.report, self.chosen = None, tuple(chosen)
        self.retention.hide()
        self.set_title(wording.tr("已选 {n} 个音像", n=len(chosen)))
        self._picture.show_item(None)
        clear(self._badges)
        self._health.say("")
        for section in self._sections.values():
            section.hide()
        self.facts.show_facts(self._sum_of(chosen))
        self._offer()

    def _sum_of(self, chosen: Sequence[Footage]) -> list[tuple[str, str]]:
        starts = sorted(item.started_at for item in chosen if item.started_at is not None)
        officers = dict.fromkeys(listing.officer(item, self.names) for item in chosen)
        unfiled = sum(not item.cases for item in chosen)
        doubtful = sum(bool(item.doubts) for item in chosen)
        separator = wording.tr("、")
        period = f"{wording.compact(starts[0])}\n{wording.compact(starts[-1])}" if starts else ""
        return [
            (self.tr("总时长"), wording.duration(_sum_ms(chosen))),
            (self.tr("总大小"), wording.size(sum(item.size_bytes for item in chosen))),
            (self.tr("最早至最晚"), period),
            (self.tr("执法人员"), separator.join(name for name in officers if name)),
            (self.tr("未入卷"), wording.number(unfiled) if unfiled else ""),
            (self.tr("时间存疑"), wording.number(doubtful) if doubtful else ""),
        ]

    def _show_badges(self, item: Footage) -> None:
        clear(self._badges)
        badges = [Badge(wording.sentence(item.kind.label))]
        if item.destroyed_at is not None:
            badges.append(Badge(self.tr("已销毁"), Tone.NEUTRAL))
        if item.media.health.faulty:
            badges.append(Badge(wording.sentence(item.media.health.label), Tone.BAD))
        if item.doubts:
            badges.append(Badge(self.tr("时间存疑"), Tone.WARN))
        badges += [Badge(wording.sentence(each.label), Tone.WARN) for each in item.sensitive]
        if item.important:
            badges.append(Badge(self.tr("重点"), Tone.ACCENT))
        for each in badges:
            self._badges.addWidget(BadgeLabel(each.text, each.tone))
        self._badges.addStretch(1)

    def _facts_of(self, item: Footage) -> list[tuple[str, str]]:
        name = listing.officer(item, self.names)
        number = "" if name == item.officer else f"（{item.officer}）"
        return [
            (self.tr("摄录时间"), wording.moment(item.started_at, seconds=True)),
            (self.tr("时长"), wording.duration(item.media.duration_ms)),
            (self.tr("执法人员"), f"{name}{number}"),
            (self.tr("股室"), item.section),
            (self.tr("设备编号"), item.device),
            (self.tr("画面声音"), _picture_and_sound(item)),
        ]

    def _show_times(self, report: FootageReport) -> None:
        item = report.footage
        clear(self.times)
        for each in time_story.told(item):
            self.times.addLayout(self._time_row(each))
        if not item.claims:
            self.times.addWidget(label(self.tr("没有找到任何时间"), "caption"))
        for words in time_story.corrections(item, report.basis):
            self.times.addWidget(label(words, "caption", wrap=True))
        self._doubts.say(time_story.against(item))

    def _time_row(self, each: time_story.Told) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        head = label(each.source, "field", wrap=True)
        head.setFixedWidth(theme().px(84))
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        time = selectable(label(each.time, "strong" if each.believed else "body"))
        words.addWidget(time)
        if each.note:
            words.addWidget(label(each.note, "caption", wrap=True))
        row.addLayout(words, 1)
        if each.believed:
            row.addWidget(BadgeLabel(self.tr("采用"), Tone.ACCENT), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_take(self, report: FootageReport) -> None:
        if report.take is None:
            return
        self.strip.show_take(report.take, report.footage.id)
        self._take_words.setText(in_words(report.take, report.footage.id))
        left = [gap for gap in report.take.gaps if not gap.explained]
        set_tone(self._take_words, Tone.WARN if left else None)
        self.note_button.setVisible(bool(left) and self._actor.may(Right.EXPLAIN))

    def _on_note(self) -> None:
        if self.report is not None and self.report.take is not None:
            self.note_wanted.emit(self.report.take.gaps)

    def _show_cases(self, links: Sequence[CaseLink]) -> None:
        clear(self._cases)
        for link in links:
            self._cases.addLayout(self._case_row(link))
        if not links:
            self._cases.addWidget(label(self.tr("还没有关联到案卷"), "caption"))

    def _case_row(self, link: CaseLink) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(
            button(link.no, kind="link", then=partial(self.opening.emit, ShowCase(link.case_id))),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        about = [link.name, wording.sentence(link.stage) if link.stage else "", link.document]
        words.addWidget(label(" · ".join(part for part in about if part), "caption", wrap=True))
        row.addLayout(words, 1)
        if link.state is CaseState.ARCHIVED:
            row.addWidget(BadgeLabel(wording.sentence(link.state.label), Tone.NEUTRAL))
        return row

    def _origin_of(self, report: FootageReport) -> list[tuple[str, str]]:
        item = report.footage
        attached = "\n".join(each.name for each in report.attached)
        batch = f"{item.batch}　{wording.moment(item.imported_at)}"
        return [
            (
                self.tr("大小"),
                f"{wording.size(item.size_bytes)}（{wording.number(item.size_bytes)} B）",
            ),
            ("SHA-256", item.sha256),
            ("SM3", item.sm3),
            (self.tr("采集批次"), batch),
            (self.tr("来源名称"), "\n".join(item.names)),
            (self.tr("附属数据"), attached),
            (self.tr("所属音像"), "" if report.parent is None else report.parent.name),
            (self.tr("库内位置"), item.path),
        ]

    # -- acting ------------------------------------------------------------------------------

    def _offer(self) -> None:
        clear(self.foot)
        self.buttons = {}
        possible = actions_for(self.chosen, self._actor)
        holder = QWidget()
        row = FlowLayout(holder)
        for action in _FOOT:
            if action not in possible:
                continue
            words, icon = self._looks(action)
            kind = "primary" if action is Action.PLAY else "plain"
            made = button(words, icon, kind=kind, then=partial(self.wanted.emit, action))
            made.setObjectName(f"footage-{action.value}")
            self.buttons[action] = made
            row.addWidget(made)
        self.foot.addWidget(holder, 1)

    def _looks(self, action: Action) -> tuple[str, str]:
        return {
            Action.PLAY: (self.tr("播放(&P)"), "play"),
            Action.LINK: (self.tr("关联案卷(&L)"), "link"),
            Action.DISC: (self.tr("刻录(&D)"), "disc-3"),
            Action.LOAN: (self.tr("申请借阅(&R)"), "hand-helping"),
        }[action]


def _breakable(name: str) -> str:
    """A long file name that may go on in the next line after its signs."""
    return re.sub(r"([_.\-])", "\\1\u200b", name)


def _health_words(item: Footage) -> str:
    if not item.media.health.faulty:
        return ""
    note = wording.sentence(item.media.health_note)
    kept = wording.tr("原件照原样保存。")
    return f"{note or wording.sentence(item.media.health.label)}\n{kept}"


def _picture_and_sound(item: Footage) -> str:
    media = item.media
    parts = []
    if media.width and media.height:
        parts.append(f"{media.width}×{media.height}")
    if media.frame_rate:
        parts.append(wording.tr("{n} 帧/秒", n=f"{float(media.frame_rate):.4g}"))
    parts += [codec.upper() for codec in (media.video_codec, media.audio_codec) if codec]
    return " · ".join(parts)


def _sum_ms(chosen: Sequence[Footage]) -> int | None:
    return sum(item.media.duration_ms or 0 for item in chosen) or None
