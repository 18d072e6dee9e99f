"""What is played: its name, the right it is seen under, and where its time comes from."""

from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from archive_desk.domain.footage import Doubt, Footage, Health, Kind
from archive_desk.domain.sensitivity import in_words
from archive_desk.services.viewing import Opened
from archive_desk.ui import icons, wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.panels import Advice, Facts
from archive_desk.ui.widgets.text import ElidedLabel, label
from archive_desk.ui.zones import local


class About(QWidget):
    """The head of the side panel; its facts unfold on request."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self._name = ElidedLabel("", "heading")
        self._name.setObjectName("player-name")
        self._right = label("", "caption", wrap=True)
        self._right.setObjectName("player-right")
        self._advice = Advice("", Tone.WARN)
        self._advice.setObjectName("player-advice")
        self._facts = Facts()
        self._facts.setObjectName("player-facts")
        self._fold = button(self.tr("时间与来源"), "chevron-right", kind="link", then=self._toggle)
        self._fold.setObjectName("player-facts-toggle")
        for widget in (self._name, self._right, self._advice, self._fold, self._facts):
            column.addWidget(widget)
        self._facts.hide()
        self.clear()

    def clear(self) -> None:
        """Nothing is played."""
        self._name.setText("")
        self._right.setText("")
        self._advice.say("")
        self._facts.show_facts([])
        self._fold.setVisible(False)
        self.hide()

    def show_opened(self, opened: Opened) -> None:
        """Tell about `opened`."""
        self.show()
        item, access = opened.footage, opened.access
        self._name.setText(item.name)
        self._name.setAccessibleName(item.name)
        right = wording.sentence(access.reason)
        if access.until is not None:
            until = wording.compact(access.until, seconds=False)
            right = self.tr("{right}，至 {until}").format(right=right, until=until)
        self._right.setText(self.tr("查看依据：{right}").format(right=right))
        self._advice.say(self._warning(item))
        self._fold.setVisible(True)
        self._facts.show_facts(
            [
                (self.tr("执法人员"), item.officer),
                (self.tr("设备编号"), item.device),
                (self.tr("科室"), item.section),
                (self.tr("案卷"), wording.listing(item.cases)),
                (self.tr("时间来源"), wording.sentence(item.started_by.label)),
                (self.tr("时钟误差"), clock_error(item)),
                (self.tr("画面"), _picture(item)),
            ]
        )

    def _toggle(self) -> None:
        shown = self._facts.isHidden()
        self._facts.setVisible(shown)
        icons.put(self._fold, "chevron-down" if shown else "chevron-right")

    def _warning(self, item: Footage) -> str:
        if item.media.health not in {Health.SOUND, Health.NOT_MEDIA}:
            return self.tr("检查结果：{state}。原件已原样保存，能读出的部分仍可播放。").format(
                state=wording.sentence(item.media.health.label)
            )
        if item.started_at is None:
            return self.tr("不知道这份音像是何时开始的，只显示播放位置。")
        return ""


def time_source(item: Footage) -> str:
    """Where the time comes from and how wrong the clock is, in one line."""
    if item.started_at is None:
        return ""
    return wording.tr(
        "来自{source}，时钟误差{error}",
        source=wording.sentence(item.started_by.label),
        error=clock_error(item),
    )


def time_facts(item: Footage) -> list[tuple[str, str]]:
    """Everything that says when a recording began, the source that is believed first."""
    if item.started_at is None:
        return []
    facts = [
        (wording.tr("时间来源"), wording.sentence(item.started_by.label)),
        (wording.tr("时钟误差"), clock_error(item)),
        (wording.tr("校正后开始"), wording.compact(item.started_at)),
        (wording.tr("记录仪开始"), wording.compact(item.device_time)),
    ]
    for claim in item.claims:
        found = wording.tr("{at}（原文 {raw}）", at=wording.compact(claim.at), raw=claim.raw)
        facts.append((wording.sentence(claim.source.label), found))
    doubts = [wording.sentence(Doubt(each).label) for each in item.doubts]
    facts.append((wording.tr("疑点"), wording.listing(doubts)))
    return facts


def clock_error(item: Footage) -> str:
    """How much the recorder's clock was fast or slow, as far as is registered."""
    return wording.tr("未登记") if item.device_time is None else offset_error(item.clock_offset)


def offset_error(offset: timedelta) -> str:
    """How much a clock was fast (positive) or slow, as far as is registered."""
    seconds = round(offset / timedelta(seconds=1))
    if not seconds:
        return wording.tr("未登记")
    amount = wording.span(timedelta(seconds=abs(seconds)))
    return wording.tr("快{amount}" if seconds > 0 else "慢{amount}", amount=amount)


def _picture(item: Footage) -> str:
    media = item.media
    if item.kind is Kind.AUDIO or media.width is None:
        return media.audio_codec
    rate = "" if media.frame_rate is None else f"  {float(media.frame_rate):g} fps"
    return f"{media.width}×{media.height}{rate}  {media.video_codec}".strip()


def watermark(context: ScreenContext, opened: Opened) -> tuple[str, ...]:
    """Who looks at `opened`, when, and under which approval; and that it is not for everybody."""
    now = local(context.desk.clock())
    right = opened.access.approval or wording.sentence(opened.access.reason)
    who = f"{context.actor.name} {context.actor.account}"
    flags = opened.footage.sensitive
    marked = (wording.sentence(in_words(flags)),) if flags else ()
    return who, f"{now:%Y-%m-%d %H:%M:%S}", right, *marked
