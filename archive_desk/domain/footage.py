"""Footage (音像): recordings, photos and what came with them, as the register knows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from archive_desk.domain.ids import BatchId, FootageId, TakeId
from archive_desk.domain.rule_values import Sensitivity


class Kind(StrEnum):
    """What an item is. A sidecar belongs to a recording: GPS trail, log, subtitles, device data."""

    VIDEO = "video"
    AUDIO = "audio"
    PHOTO = "photo"
    SIDECAR = "sidecar"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _KIND_TITLES[self]


_KIND_TITLES = {
    Kind.VIDEO: "视频",
    Kind.AUDIO: "音频",
    Kind.PHOTO: "照片",
    Kind.SIDECAR: "附属数据",
}


class TimeSource(StrEnum):
    """Where a start time was found; in this order of trust unless the sources disagree."""

    NAME = "name"
    FOLDER = "folder"
    SIDECAR = "sidecar"
    CONTAINER = "container"
    EXIF = "exif"
    MTIME = "mtime"
    PERSON = "person"
    NONE = "none"

    @property
    def label(self) -> str:
        """The source in Chinese."""
        return _SOURCE_TITLES[self]


_SOURCE_TITLES = {
    TimeSource.NAME: "文件名",
    TimeSource.FOLDER: "文件夹名",
    TimeSource.SIDECAR: "附属数据",
    TimeSource.CONTAINER: "文件内部信息",
    TimeSource.EXIF: "照片信息（EXIF）",
    TimeSource.MTIME: "文件修改时间",
    TimeSource.PERSON: "人工填写",
    TimeSource.NONE: "无",
}


class Health(StrEnum):
    """What decoding showed. A faulty recording is archived all the same, as it is."""

    SOUND = "sound"
    MISSING_INDEX = "missing_index"
    TRUNCATED = "truncated"
    ZERO_TAIL = "zero_tail"
    UNDECODABLE = "undecodable"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NOT_MEDIA = "not_media"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _HEALTH_TITLES[self]

    @property
    def faulty(self) -> bool:
        """Whether a person should look at it."""
        return self not in {Health.SOUND, Health.NOT_MEDIA}


_HEALTH_TITLES = {
    Health.SOUND: "完好",
    Health.MISSING_INDEX: "索引缺失",
    Health.TRUNCATED: "文件不完整",
    Health.ZERO_TAIL: "尾部为空白数据",
    Health.UNDECODABLE: "部分无法解码",
    Health.UNREADABLE: "无法解码",
    Health.EMPTY: "空文件",
    Health.NOT_MEDIA: "非音像",
}


class Doubt(StrEnum):
    """Why a start time should be looked at. Doubts are shown and never acted upon silently."""

    END_INSTEAD_OF_START = "end_instead_of_start"
    UTC_MISLABELLED = "utc_mislabelled"
    UTC_MISLABELLED_END = "utc_mislabelled_end"
    ZONE_DIFFERENCE = "zone_difference"
    SOURCES_DISAGREE = "sources_disagree"
    UNCONFIRMED = "unconfirmed"
    FUTURE = "future"
    CLOCK_RESET = "clock_reset"
    CLOCK_JUMP = "clock_jump"
    FROM_CLOSING = "from_closing"
    TWO_SECONDS = "two_seconds"
    WHOLE_MINUTE = "whole_minute"
    NO_TIME = "no_time"

    @property
    def label(self) -> str:
        """The doubt in Chinese, as a clerk would say it."""
        return _DOUBT_TITLES[self]


_DOUBT_TITLES = {
    Doubt.END_INSTEAD_OF_START: "文件内部时间是录制结束时间，不是开始时间",
    Doubt.UTC_MISLABELLED: "文件内部时间是当地时间，却标成了世界时",
    Doubt.UTC_MISLABELLED_END: "文件内部时间是结束的当地时间，却标成了世界时",
    Doubt.ZONE_DIFFERENCE: "文件内部时间早了正好一个时区，请核对",
    Doubt.SOURCES_DISAGREE: "几处时间互不一致",
    Doubt.UNCONFIRMED: "只有一处时间，没有别的时间可以核对",
    Doubt.FUTURE: "时间晚于采集时刻，设备时钟不准",
    Doubt.CLOCK_RESET: "设备时钟像是断电后复位过",
    Doubt.CLOCK_JUMP: "序号在后，时间却在前，设备时钟跳变过",
    Doubt.FROM_CLOSING: "由文件修改时间减去时长推算",
    Doubt.TWO_SECONDS: "存储卡的时间只精确到两秒",
    Doubt.WHOLE_MINUTE: "文件名中的时间只精确到分钟",
    Doubt.NO_TIME: "没有找到任何时间",
}


@dataclass(frozen=True)
class TimeClaim:
    """What one source says about the start. `raw` is the text as found.

    `zoned` tells that the source itself named a zone (a container's UTC); the others were read in
    the archive's zone. `whole_day` marks a date without a time of day, `whole_minute` a time
    without seconds.
    """

    source: TimeSource
    at: datetime
    raw: str = ""
    zoned: bool = False
    whole_day: bool = False
    whole_minute: bool = False


@dataclass(frozen=True)
class MediaFacts:
    """What a probe read from the bytes. `frame_rate` is exact; None where it does not apply.

    `duration_ms` is what can be played: for a file cut short, up to where its bytes end.
    `health_note` says in Chinese what exactly is wrong.
    """

    container: str = ""
    video_codec: str = ""
    audio_codec: str = ""
    width: int | None = None
    height: int | None = None
    frame_rate: Fraction | None = None
    duration_ms: int | None = None
    health: Health = Health.NOT_MEDIA
    health_note: str = ""


@dataclass(frozen=True)
class Footage:
    """One original in the vault, with everything that was found out when it came in.

    `device_time` is the start as the device's clock had it, as found; `started_at` the corrected
    start, which `domain.corrected_time` alone decides, and `clock_offset` what lies between them
    (device minus true); none overwrites another. `doubts_found` are the doubts of the import,
    `doubts` those that nobody has answered yet.
    `claims` keeps every time that was found, the one believed first. `path` is relative to the
    vault, with `/`. `doubts` are words of `Doubt`. `important` is the recorder's own mark
    (重点文件, `IMP`). With `destroyed_at` only the register still has it (销毁). `name` is the name
    it came under first, `names` all of them with their folders. `recorder` is the family of names
    it was recognised by. `sensitive` are the flags that make it not for everybody.
    """

    id: FootageId
    batch_id: BatchId
    batch: str
    name: str
    path: str
    kind: Kind
    size_bytes: int
    sha256: str
    sm3: str
    imported_at: datetime
    device: str = ""
    officer: str = ""
    section: str = ""
    device_time: datetime | None = None
    started_by: TimeSource = TimeSource.NONE
    clock_offset: timedelta = timedelta(0)
    started_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    sequence: int | None = None
    important: bool = False
    take: TakeId | None = None
    media: MediaFacts = MediaFacts()
    parent_id: FootageId | None = None
    cases: tuple[str, ...] = ()
    claims: tuple[TimeClaim, ...] = ()
    names: tuple[str, ...] = ()
    recorder: str = ""
    doubts_found: tuple[str, ...] = ()
    destroyed_at: datetime | None = None
    sensitive: tuple[Sensitivity, ...] = ()

    @property
    def ended_at(self) -> datetime | None:
        """The corrected end, where start and length are known."""
        if self.started_at is None or self.media.duration_ms is None:
            return None
        return self.started_at + timedelta(milliseconds=self.media.duration_ms)


@dataclass(frozen=True)
class Batch:
    """One hand-over of footage (批次): what was taken in together, from where and by whom."""

    id: BatchId
    no: str
    source: str
    started_at: datetime
    finished_at: datetime | None
    clerk: str
    officer: str = ""
    section: str = ""
    device: str = ""
    returned_at: datetime | None = None
    return_reason: str = ""
    footage_count: int = 0
    size_bytes: int = 0
