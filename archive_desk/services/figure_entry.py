"""What an entry of the figures is, and what the report asks in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.db.figures import Imported
from archive_desk.domain.figures import Figure, FigureRow, Measure
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkItem

TABLES = {
    "cases": say("一、行政执法案件（档案库所知）"),
    "enforcement": say("二、行政执法统计年报（档案库不掌握、由单位填写）"),
    "intake": say("三、音像采集和移交"),
    "coverage": say("四、案件覆盖和记录"),
    "discs": say("五、光盘"),
    "use": say("六、利用和对外提供"),
    "clocks": say("七、法定时限"),
    "review": say("八、评查"),
    "disposal": say("九、鉴定和销毁"),
}
"""The tables of the report, in its order; the first two are (a), the others (b)."""

ASKED = (
    ("penalty.warning", say("行政处罚：警告、通报批评"), Measure.CASES),
    ("penalty.fine", say("行政处罚：罚款"), Measure.CASES),
    ("penalty.confiscation", say("行政处罚：没收违法所得、没收非法财物"), Measure.CASES),
    ("penalty.suspension", say("行政处罚：暂扣、吊销许可证件"), Measure.CASES),
    ("penalty.closure", say("行政处罚：责令停产停业、限制从业"), Measure.CASES),
    ("penalty.other", say("行政处罚：其他"), Measure.CASES),
    ("penalty.money", say("罚没金额"), Measure.MONEY),
    ("licence.applied", say("行政许可：申请"), Measure.CASES),
    ("licence.accepted", say("行政许可：受理"), Measure.CASES),
    ("licence.granted", say("行政许可：准予"), Measure.CASES),
    ("licence.refused", say("行政许可：不予许可"), Measure.CASES),
    ("licence.revoked", say("行政许可：撤销、注销"), Measure.CASES),
    ("coercion.seal", say("行政强制：查封、扣押"), Measure.CASES),
    ("coercion.enforced", say("行政强制：强制执行"), Measure.CASES),
    ("levy", say("行政征收"), Measure.CASES),
    ("requisition", say("行政征用"), Measure.CASES),
    ("inspection.times", say("行政检查"), Measure.TIMES),
    ("other", say("其他行政执法行为"), Measure.CASES),
)
"""What the annual report asks and the archive does not know."""

RULES_OF_ASKED = {
    "penalty.warning": say("一份决定书含几种处罚的，按其中最重的一种计一宗。"),
    "penalty.money": say("以实际入库金额为准，保留一位小数。"),
}
CLOCKED = (
    Task.BURN,
    Task.ARCHIVE,
    Task.BACKFILL,
)
"""The clocks whose keeping is counted, in the order of the report."""
MS_OF_HOUR = 3_600_000
BYTES_OF_GB = 1_000_000_000


@dataclass(frozen=True)
class Rows:
    """Some of the rows behind a figure, and how many there are."""

    rows: Sequence[FigureRow]
    total: int


@dataclass(frozen=True)
class Entry:
    """One number: what it is, how it is found, and how its rows are."""

    table: str
    key: str
    title: str
    measure: Measure
    rule: str
    value: Callable[[], float | None]
    rows: Callable[[int], Rows] | None = None
    asked: bool = False
    text: str = ""

    @property
    def figure(self) -> Figure:
        """The number itself."""
        return Figure(
            self.key,
            self.title,
            self.measure,
            self.rule,
            None if self.asked else self.value(),
            self.asked,
            self.text,
        )


def files_of(taken: Sequence[Imported], *, kind: str = "", section: str | None = None) -> int:
    """How many files of a kind, or of a section, there are among what came in."""
    return sum(
        each.count for each in taken if kind in {"", each.kind} and section in {None, each.section}
    )


def in_short(at: datetime) -> str:
    """A moment without its year, as a note beside a row says it."""
    return f"{at:%m-%d %H:%M}"


def rows_of(items: Sequence[WorkItem]) -> list[FigureRow]:
    """Lines of the worklist as rows behind a figure."""
    return [row_of(item, "") for item in items]


def row_of(item: WorkItem, device: str) -> FigureRow:
    """A line of the worklist as a row, by its due; `device` is the recorder concerned."""
    return FigureRow(
        item.item,
        item.item_id,
        item.title,
        item.section,
        item.person,
        device,
        item.due,
        item.reason or str(item.note),
    )


def listed(rows: Callable[[], Sequence[FigureRow]]) -> Callable[[int], Rows]:
    """Rows that are all in memory, read when asked for."""

    def some(limit: int) -> Rows:
        found = rows()
        return Rows(found[:limit], len(found))

    return some
