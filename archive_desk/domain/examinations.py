"""What decoding a recording to its end has shown: damage, and what a person should know.

The look at import reads what a container says of itself; only decoding shows what is really there.
A stretch is a part of the recording, counted from its first picture or sound.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.footage import Health
from archive_desk.domain.ids import ExaminationId, FootageId
from archive_desk.domain.sentences import Sentence, say

_APART_MS = 1_000
_MOST_SAID = 4


class Remark(StrEnum):
    """What is remarkable about a stretch; the first five are damage."""

    UNDECODABLE = "undecodable"
    SOUND_UNDECODABLE = "sound_undecodable"
    PICTURES_MISSING = "pictures_missing"
    ENDS_EARLY = "ends_early"
    PACKETS_BROKEN = "packets_broken"
    BLACK = "black"
    FROZEN = "frozen"
    SILENT = "silent"
    NO_SOUND = "no_sound"
    FRAGMENTED = "fragmented"

    @property
    def label(self) -> str:
        """The remark in Chinese."""
        return _REMARK_TITLES[self]

    @property
    def damage(self) -> bool:
        """Whether something is broken, rather than merely worth knowing."""
        return self in _DAMAGE


_REMARK_TITLES = {
    Remark.UNDECODABLE: "画面无法解码",
    Remark.SOUND_UNDECODABLE: "声音无法解码",
    Remark.PICTURES_MISSING: "中间缺少画面",
    Remark.ENDS_EARLY: "比标明的时长提前结束",
    Remark.PACKETS_BROKEN: "数据包损坏，画面或声音可能有缺失",
    Remark.BLACK: "画面全黑",
    Remark.FROZEN: "画面静止不动",
    Remark.SILENT: "没有声音",
    Remark.NO_SOUND: "没有声音轨道",
    Remark.FRAGMENTED: "分段写入的文件（断电保护），不是损坏",
}

_DAMAGE = {
    Remark.UNDECODABLE,
    Remark.SOUND_UNDECODABLE,
    Remark.PICTURES_MISSING,
    Remark.ENDS_EARLY,
    Remark.PACKETS_BROKEN,
}


@dataclass(frozen=True)
class Stretch:
    """A part of a recording that is remarkable, in milliseconds after its beginning."""

    remark: Remark
    from_ms: int
    to_ms: int


@dataclass(frozen=True)
class Decoded:
    """What was found in one file.

    `fault` is what the container's own sizes say is wrong, with its `note`; None for nothing.
    `declared_ms` is the length it promises, `decoded_ms` up to where something could be decoded,
    `pictures` how many were.
    """

    fault: Health | None
    note: str
    declared_ms: int
    decoded_ms: int
    pictures: int
    stretches: tuple[Stretch, ...] = ()

    @property
    def health(self) -> Health:
        """The state of the whole."""
        if self.fault is not None:
            return self.fault
        damage = {stretch.remark for stretch in self.stretches if stretch.remark.damage}
        if not damage:
            return Health.SOUND
        return Health.TRUNCATED if damage == {Remark.ENDS_EARLY} else Health.UNDECODABLE


def still(before: Health, note: str, decoded: Decoded) -> Decoded:
    """What was decoded, with the empty tail that the look at import saw and decoding cannot name.

    Decoding only notices that a recording ends early, or not even that.
    """
    if before is not Health.ZERO_TAIL or decoded.fault is not None:
        return decoded
    return replace(decoded, fault=before, note=note)


@dataclass(frozen=True)
class Examination:
    """An examination that was kept: when, by whom (empty: by the program) and with what."""

    id: ExaminationId
    footage_id: FootageId
    at: datetime
    by: str
    program: str
    decoded: Decoded

    @property
    def health(self) -> Health:
        """The state of the whole."""
        return self.decoded.health


def joined(stretches: Iterable[Stretch], *, apart_ms: int = _APART_MS) -> tuple[Stretch, ...]:
    """Stretches in their order; those of one kind that nearly touch become one."""
    made: list[Stretch] = []
    last: dict[Remark, int] = {}
    for each in sorted(stretches, key=lambda one: (one.from_ms, one.to_ms)):
        place = last.get(each.remark)
        if place is not None and each.from_ms - made[place].to_ms <= apart_ms:
            before = made[place]
            end = max(before.to_ms, each.to_ms)
            made[place] = Stretch(each.remark, before.from_ms, end)
        else:
            last[each.remark] = len(made)
            made.append(each)
    return tuple(made)


def in_words(stretch: Stretch, length_ms: int) -> Sentence:
    """One stretch as a person reads it, with its times unless it is the whole."""
    what = say(stretch.remark.label)
    if stretch.remark in {Remark.NO_SOUND, Remark.FRAGMENTED}:
        return what
    if stretch.from_ms <= 0 and stretch.to_ms >= length_ms - _APART_MS:
        return say("全程{what}", what=what)
    return say(
        "{begin}–{end} {what}",
        begin=clock(stretch.from_ms),
        end=clock(stretch.to_ms),
        what=what,
    )


def note_of(decoded: Decoded) -> str:
    """What is wrong, in a few sentences, for the recording's own record; empty for nothing."""
    damage = [stretch for stretch in decoded.stretches if stretch.remark.damage]
    said = [decoded.note] if decoded.note else []
    said += [in_words(stretch, decoded.decoded_ms) + "。" for stretch in damage[:_MOST_SAID]]
    if len(damage) > _MOST_SAID:
        said.append(say("另有 {n} 处。", n=len(damage) - _MOST_SAID))
    return "".join(said)


def clock(at_ms: int) -> str:
    """A place in a recording: `00:01:05`."""
    seconds = at_ms // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def remarks(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What is worth knowing and no damage."""
    return tuple(stretch for stretch in stretches if not stretch.remark.damage)
