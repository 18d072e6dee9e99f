"""The four-nature test (四性检测, DA/T 70): authentic, complete, usable, safe.

Items that a program can judge are judged; what only a person can see stays 待人工确认 until one
has. An item marked as a veto fails the whole report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput, NotFound
from archive_desk.domain.ids import CaseId
from archive_desk.domain.sentences import say


class Nature(StrEnum):
    """What an item looks at."""

    AUTHENTIC = "authentic"
    COMPLETE = "complete"
    USABLE = "usable"
    SAFE = "safe"

    @property
    def label(self) -> str:
        """The nature in Chinese."""
        return _NATURES[self]


_NATURES = {
    Nature.AUTHENTIC: "真实性",
    Nature.COMPLETE: "完整性",
    Nature.USABLE: "可用性",
    Nature.SAFE: "安全性",
}


class Occasion(StrEnum):
    """When it is tested."""

    ARCHIVE = "archive"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """The occasion in Chinese."""
        return {"archive": "归档检测", "transfer": "移交检测"}[self.value]


class Outcome(StrEnum):
    """How an item turned out."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    NONE = "none"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.PASSED: "合格",
    Outcome.FAILED: "不合格",
    Outcome.PENDING: "待人工确认",
    Outcome.NONE: "不适用",
}


@dataclass(frozen=True)
class Item:
    """One item of the test. `manual` ones only a person can judge; `transfer` ones only then."""

    code: str
    nature: Nature
    title: str
    veto: bool = False
    manual: bool = False
    transfer: bool = False


ITEMS: tuple[Item, ...] = (
    Item("A1", Nature.AUTHENTIC, "音像原件的 SHA-256 与登记值一致", veto=True),
    Item("A2", Nature.AUTHENTIC, "扫描件的 SHA-256 与登记值一致", veto=True),
    Item("A3", Nature.AUTHENTIC, "来源、时间、设备或人员等元数据齐备", veto=True),
    Item("A4", Nature.AUTHENTIC, "采集日志与登记的校验值一致，保管链连续"),
    Item("A5", Nature.AUTHENTIC, "执法人员证件在执法当日有效"),
    Item("A6", Nature.AUTHENTIC, "文书所载时间与音像时间一致或已说明"),
    Item("A7", Nature.AUTHENTIC, "交接登记表签字、盖章齐全", manual=True),
    Item("C1", Nature.COMPLETE, "目录所列文件存在，大小与登记一致", veto=True),
    Item("C2", Nature.COMPLETE, "文书有页数或扫描件，目录与实体一一对应"),
    Item("C3", Nature.COMPLETE, "录制连续，中断已说明"),
    Item("C4", Nature.COMPLETE, "案卷基本情况齐备"),
    Item("C5", Nature.COMPLETE, "应录环节有音像或已说明"),
    Item("C6", Nature.COMPLETE, "附属数据（GPS、日志）随音像保存"),
    Item("C7", Nature.COMPLETE, "纸质卷与目录核对无缺页", manual=True),
    Item("U1", Nature.USABLE, "音像可以解析，没有损坏", veto=True),
    Item("U2", Nature.USABLE, "音像时长大于零"),
    Item("U3", Nature.USABLE, "扫描件可以打开，页数与登记一致"),
    Item("U4", Nature.USABLE, "检索字段齐备"),
    Item("U5", Nature.USABLE, "光盘已刻录并读检"),
    Item("U6", Nature.USABLE, "在本单位设备上播放、阅读正常", manual=True),
    Item("S1", Nature.SAFE, "已作病毒查杀，无病毒", veto=True, manual=True),
    Item("S2", Nature.SAFE, "密级已标注"),
    Item("S3", Nature.SAFE, "文件未加密"),
    Item("S4", Nature.SAFE, "至少有两份备份"),
    Item("S5", Nature.SAFE, "光盘、卷皮等载体外观完好", manual=True, transfer=True),
)
"""Our choice of items after DA/T 70 and the audio-visual standards; the office sees all of them."""

BY_CODE: Mapping[str, Item] = {item.code: item for item in ITEMS}

_LONGEST = 500


@dataclass(frozen=True)
class Result:
    """How one item turned out, with what was found, by whom and when if a person judged it."""

    code: str
    outcome: Outcome
    note: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def item(self) -> Item:
        """The item."""
        return BY_CODE[self.code]


@dataclass(frozen=True)
class NatureReport:
    """A report (检测报告): kept as it is, but for what a person confirms later."""

    id: int
    case_id: CaseId
    case_no: str
    occasion: Occasion
    made_by: str
    made_at: datetime
    results: Sequence[Result]

    @property
    def outcome(self) -> Outcome:
        """What it says on the whole: failed, waiting for a person, or passed."""
        return concluded(self.results)

    @property
    def pending(self) -> list[Result]:
        """The items that wait for a person."""
        return [each for each in self.results if each.outcome is Outcome.PENDING]

    @property
    def vetoed(self) -> list[Result]:
        """The failed items that fail the whole."""
        return [each for each in self.results if each.outcome is Outcome.FAILED and each.item.veto]


def concluded(results: Iterable[Result]) -> Outcome:
    """What some results say together."""
    found = [each.outcome for each in results]
    if Outcome.FAILED in found:
        return Outcome.FAILED
    return Outcome.PENDING if Outcome.PENDING in found else Outcome.PASSED


def items_for(occasion: Occasion) -> tuple[Item, ...]:
    """The items that are looked at on an occasion."""
    return tuple(item for item in ITEMS if occasion is Occasion.TRANSFER or not item.transfer)


def assembled(automatic: Mapping[str, tuple[Outcome, str]], occasion: Occasion) -> list[Result]:
    """All items of an occasion: the judged ones as judged, the manual ones waiting."""
    results = []
    for item in items_for(occasion):
        if item.manual:
            results.append(Result(item.code, Outcome.PENDING))
        else:
            outcome, note = automatic[item.code]
            results.append(Result(item.code, outcome, note))
    return results


def confirmed(
    results: Sequence[Result], code: str, outcome: Outcome, note: str, by: str, at: datetime
) -> list[Result]:
    """The results with what a person says of a manual item.

    Raises:
        NotFound: there is no such item in the report.
        InvalidInput: a program judged it, or a failure has no words.
    """
    found = next((each for each in results if each.code == code), None)
    if found is None:
        raise NotFound(say("检测报告里没有项目 {code}。", code=code))
    if not found.item.manual:
        raise InvalidInput(say("项目 {code} 由软件检测，不能人工填写。", code=code))
    note = note.strip()[:_LONGEST]
    if outcome is Outcome.PENDING or (outcome is Outcome.FAILED and not note):
        raise InvalidInput(say("请选择结果；不合格的写明情况。"))
    new = replace(found, outcome=outcome, note=note, by=by, at=at)
    return [new if each is found else each for each in results]
