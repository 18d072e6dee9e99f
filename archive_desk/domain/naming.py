"""Families of names that an office adds by example: a name, and what each part of it means.

The pattern is made from the parts and never typed, so it cannot go astray: every part has a fixed
or a bounded length, and two parts of open length never stand side by side. Matching takes a time
that grows with the length of the name and no faster.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import Sentence, say


class Meaning(StrEnum):
    """What a part of a name means."""

    CONSTANT = "constant"
    DEVICE = "device"
    OFFICER = "officer"
    EITHER = "either"
    DATE = "date"
    TIME = "time"
    SEQUENCE = "sequence"
    IMPORTANT = "important"
    ANYTHING = "anything"

    @property
    def label(self) -> str:
        """The meaning in Chinese."""
        return _MEANING_TITLES[self]


_MEANING_TITLES = {
    Meaning.CONSTANT: "固定文字",
    Meaning.DEVICE: "设备编号",
    Meaning.OFFICER: "警员编号",
    Meaning.EITHER: "设备或警员（自动分辨）",
    Meaning.DATE: "日期",
    Meaning.TIME: "时间",
    Meaning.SEQUENCE: "序号",
    Meaning.IMPORTANT: "重点标记",
    Meaning.ANYTHING: "任意文字",
}


class Place(StrEnum):
    """Whether a family speaks of file names (without their ending) or of folders."""

    NAME = "name"
    FOLDER = "folder"

    @property
    def label(self) -> str:
        """The place in Chinese."""
        return {Place.NAME: "文件名", Place.FOLDER: "文件夹名"}[self]


@dataclass(frozen=True)
class Part:
    """One part of the example."""

    meaning: Meaning
    text: str


@dataclass(frozen=True)
class NameFamily:
    """A way of naming that the office has added.

    `parts` put together are the example. `utc` tells that its time is in world time. `version`
    counts the changes; `by` made the last one. `active` families are used by the next import.
    """

    key: str
    title: str
    priority: int
    place: Place
    parts: tuple[Part, ...]
    utc: bool = False
    active: bool = True
    version: int = 1
    by: str = ""
    at: str = ""

    @property
    def sample(self) -> str:
        """The example as a whole."""
        return "".join(part.text for part in self.parts)

    @property
    def layout(self) -> Sentence | str:
        """How the name is put together, in words."""
        return "".join(
            part.text if part.meaning is Meaning.CONSTANT else f"〈{part.meaning.label}〉"
            for part in self.parts
        )


_YEAR, _MONTH, _DAY = (
    r"(?P<year>(?:19|20)\d{2})",
    r"(?P<month>0[1-9]|1[0-2])",
    r"(?P<day>0[1-9]|[12]\d|3[01])",
)
_MONTH_NAME = r"(?P<month>[A-Za-z]{3})"
_HOUR, _MINUTE, _SECOND = (
    r"(?P<hour>[01]\d|2[0-3])",
    r"(?P<minute>[0-5]\d)",
    r"(?P<second>[0-5]\d)",
)
_SEP = r"([-_.:年月时分 ]?)"
_DATES = (
    (re.compile(rf"(?:19|20)\d\d{_SEP}\d\d{_SEP}\d\d日?"), (_YEAR, _MONTH, _DAY)),
    (re.compile(rf"\d\d{_SEP}\d\d{_SEP}(?:19|20)\d\d"), (_DAY, _MONTH, _YEAR)),
    (re.compile(rf"[A-Za-z]{{3}}{_SEP}\d\d{_SEP}(?:19|20)\d\d"), (_MONTH_NAME, _DAY, _YEAR)),
)
_TIMES = (
    (re.compile(rf"\d\d{_SEP}\d\d{_SEP}\d\d秒?"), (_HOUR, _MINUTE, _SECOND)),
    (re.compile(rf"\d\d{_SEP}\d\d分?"), (_HOUR, _MINUTE)),
)
_OPEN = {Meaning.DEVICE, Meaning.OFFICER, Meaning.EITHER, Meaning.SEQUENCE, Meaning.ANYTHING}
_LONGEST_SAMPLE, _LONGEST_TITLE, _LONGEST_PART, _LONGEST_NUMBER = 200, 80, 40, 9
_HIGHEST_PRIORITY = 1000
_MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}


def checked(family: NameFamily) -> NameFamily:
    """The family with its title in one line.

    Raises:
        InvalidInput: with the first thing that is wrong.
    """
    family = replace(family, title=" ".join(family.title.split()))
    if not family.title:
        raise InvalidInput(say("请填写名称，例如厂家或型号。"))
    if len(family.title) > _LONGEST_TITLE or len(family.sample) > _LONGEST_SAMPLE:
        raise InvalidInput(say("“{text}…”太长，请缩短。", text=family.title[:20]))
    if not 1 <= family.priority <= _HIGHEST_PRIORITY:
        raise InvalidInput(say("优先级应在 1 到 {n} 之间。", n=_HIGHEST_PRIORITY))
    if not family.parts or any(not part.text for part in family.parts):
        raise InvalidInput(say("请先填写一个示例名称，并标出各部分。"))
    _check_meanings(family)
    if re.fullmatch(pattern_of(family), family.sample, re.IGNORECASE) is None:
        raise InvalidInput(say("标出的各部分与示例对不上，请检查日期和时间。"))
    return family


def _check_meanings(family: NameFamily) -> None:
    counts = dict.fromkeys(Meaning, 0)
    for part in family.parts:
        counts[part.meaning] += 1
    for meaning in _TELLING - {Meaning.EITHER}:
        if counts[meaning] > 1:
            raise InvalidInput(say("“{meaning}”标了两次。", meaning=say(meaning.label)))
    named = counts[Meaning.DEVICE] + counts[Meaning.OFFICER]
    if counts[Meaning.EITHER] not in {0, 2} or (counts[Meaning.EITHER] and named):
        raise InvalidInput(say("“设备或警员”要正好标两处，且不与设备编号、警员编号同时使用。"))
    telling = [meaning for meaning in counts if counts[meaning] and meaning in _TELLING]
    if not telling:
        raise InvalidInput(say("还没有标出任何有用的部分：设备、警员、日期、时间或序号。"))
    if counts[Meaning.TIME] and not counts[Meaning.DATE]:
        raise InvalidInput(say("只有时间没有日期，请把日期也标出来。"))


_TELLING = frozenset(Meaning) - {Meaning.CONSTANT, Meaning.ANYTHING}


def pattern_of(family: NameFamily) -> str:
    """The expression that matches names of this family, made from its parts.

    Raises:
        InvalidInput: a part cannot be what it is marked as.
    """
    made, either = "", 0
    parts = family.parts
    for number, part in enumerate(parts):
        beside = parts[number + 1] if number + 1 < len(parts) else None
        match part.meaning:
            case Meaning.CONSTANT:
                made += re.escape(part.text)
            case Meaning.DATE:
                made += _by_example(part, _DATES)
            case Meaning.TIME:
                made += _by_example(part, _TIMES)
            case Meaning.IMPORTANT:
                made += f"(?P<important>{re.escape(part.text)})?"
            case Meaning.EITHER:
                either += 1
                group = "first" if either == 1 else "second_id"
                made += f"(?P<{group}>{_open(part, beside)})"
            case Meaning.SEQUENCE:
                if not re.fullmatch(rf"[0-9]{{1,{_LONGEST_NUMBER}}}", part.text):
                    raise InvalidInput(say("序号“{text}”应是不太长的数字。", text=part.text))
                made += f"(?P<sequence>{_open(part, beside, _LONGEST_NUMBER)})"
            case Meaning.ANYTHING:
                made += _open(part, beside)
            case _:
                made += f"(?P<{part.meaning.value}>{_open(part, beside)})"
    return made


def _by_example(part: Part, forms: Sequence[tuple[re.Pattern[str], tuple[str, ...]]]) -> str:
    """The groups of a date or time, with the signs between them that the example has."""
    for form, groups in forms:
        found = form.fullmatch(part.text)
        if found is None:
            continue
        if groups[0] is _MONTH_NAME and part.text[:3].lower() not in _MONTHS:
            continue
        signs = [re.escape(sign) for sign in found.groups()]
        tail = re.escape(part.text[-1]) if part.text[-1] in "日秒分" else ""
        made = groups[0]
        for sign, group in zip(signs, groups[1:], strict=True):
            made += sign + group
        if re.fullmatch(made + tail, part.text, re.IGNORECASE) is not None:
            return made + tail
    raise InvalidInput(
        say("“{text}”不是能认出的{meaning}。", text=part.text, meaning=say(part.meaning.label))
    )


def _open(part: Part, beside: Part | None, longest: int = _LONGEST_PART) -> str:
    """A part whose text differs from name to name; its length is open only before a fixed sign."""
    digits = part.text.isascii() and part.text.isdigit()
    signs = r"\d" if digits and part.meaning is not Meaning.ANYTHING else r"[^/]"
    if beside is not None and beside.meaning is Meaning.CONSTANT:
        sign = re.escape(beside.text[0])
        signs = r"\d" if signs == r"\d" else f"[^/{sign}]"
        if not (signs == r"\d" and beside.text[0].isdigit()):
            return f"{signs}{{1,{longest}}}"
    elif beside is None:
        return f"{signs}{{1,{longest}}}"
    elif beside.meaning is Meaning.IMPORTANT and digits:
        return rf"\d{{1,{longest}}}"
    # Nothing tells where it ends but its length.
    return f"{signs}{{{len(part.text)}}}"


# -- proposing -------------------------------------------------------------------------------------

_DATE = re.compile(
    r"(?:19|20)\d\d(?P<s>[-_.]?)(?:0[1-9]|1[0-2])(?P=s)(?:0[1-9]|[12]\d|3[01])"
    r"|(?:19|20)\d\d年(?:0[1-9]|1[0-2])月(?:0[1-9]|[12]\d|3[01])日"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[-_.](?:0[1-9]|[12]\d|3[01])[-_.](?:19|20)\d\d"
)
_WORD = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])([-_.:]?)[0-5]\d(?:\1[0-5]\d)?(?!\d)")


def proposed(
    sample: str, *, devices: Iterable[str] = (), officers: Iterable[str] = ()
) -> tuple[Part, ...]:
    """What the parts of an example probably are; `devices` and `officers` are known numbers."""
    known = (frozenset(devices), frozenset(officers))
    parts: list[Part] = []
    at, dated, timed = 0, False, False
    while at < len(sample):
        clock = _CLOCK.match(sample, at) if dated and not timed else None
        day = None if dated else _DATE.match(sample, at)
        word = _WORD.match(sample, at)
        if clock is not None:
            parts.append(Part(Meaning.TIME, clock[0]))
            timed = True
        elif day is not None:
            parts.append(Part(Meaning.DATE, day[0]))
            dated = True
        elif word is not None:
            text = _cut(sample, at, word.end(), dated=dated)
            parts.append(_of_word(text, known, parts, dated=dated))
        else:
            parts.append(Part(Meaning.CONSTANT, sample[at]))
        at += len(parts[-1].text)
    return _joined(parts)


def _cut(sample: str, begin: int, end: int, *, dated: bool) -> str:
    """A run of letters and digits up to a date within it, or up to the recorder's own mark."""
    word = sample[begin:end]
    if not dated:
        for place in range(begin + 1, end):
            if _DATE.match(sample, place):
                return sample[begin:place].rstrip("-") or word
    if len(word) > 3 and word.upper().endswith("IMP") and word[:-3].isdigit():
        return word[:-3]
    return word


def _of_word(
    word: str, known: tuple[frozenset[str], frozenset[str]], before: list[Part], *, dated: bool
) -> Part:
    taken = {part.meaning for part in before}
    devices, officers = known
    if word in devices and Meaning.DEVICE not in taken:
        return Part(Meaning.DEVICE, word)
    if word in officers and Meaning.OFFICER not in taken:
        return Part(Meaning.OFFICER, word)
    digits = word.isdigit()
    if word.upper() == "IMP":
        return Part(Meaning.IMPORTANT, word)
    if dated and digits and len(word) <= 6 and Meaning.SEQUENCE not in taken:
        return Part(Meaning.SEQUENCE, word)
    if digits and len(word) == 6 and Meaning.OFFICER not in taken:
        return Part(Meaning.OFFICER, word)
    if any(map(str.isdigit, word)) and len(word) >= 4 and Meaning.DEVICE not in taken:
        return Part(Meaning.DEVICE, word)
    return Part(Meaning.CONSTANT, word)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with neighbouring fixed texts made one."""
    made: list[Part] = []
    for part in parts:
        fixed = part.meaning is Meaning.CONSTANT
        if fixed and made and made[-1].meaning is Meaning.CONSTANT:
            made[-1] = Part(Meaning.CONSTANT, made[-1].text + part.text)
        else:
            made.append(part)
    return tuple(made)


def marked(parts: Sequence[Part], begin: int, end: int, meaning: Meaning) -> tuple[Part, ...]:
    """The parts when the signs from `begin` until before `end` of the example mean `meaning`.

    What is cut off of other parts becomes fixed text.
    """
    made: list[Part] = []
    at = 0
    chosen = "".join(part.text for part in parts)[begin:end]
    if not chosen:
        return tuple(parts)
    placed = False
    for part in parts:
        first, last = at, at + len(part.text)
        at = last
        if last <= begin or first >= end:
            made.append(part)
            continue
        if first < begin:
            made.append(Part(Meaning.CONSTANT, part.text[: begin - first]))
        if not placed:
            made.append(Part(meaning, chosen))
            placed = True
        if last > end:
            made.append(Part(Meaning.CONSTANT, part.text[end - first :]))
    return _joined(made)
