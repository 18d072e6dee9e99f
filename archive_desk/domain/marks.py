"""Time marks (时间标记) on a recording."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.ids import FootageId, MarkId, PersonId

CATEGORIES = ("告知", "出示证件", "门头", "进入现场", "取证", "签字", "异议", "中断说明", "其他")
"""Categories every regulation asks for in some form; the number keys choose them in this order."""


@dataclass(frozen=True)
class Mark:
    """A moment of a recording that matters, `at_ms` after its first frame."""

    id: MarkId
    footage_id: FootageId
    at_ms: int
    category: str
    note: str
    author: str
    made_at: datetime
    author_id: PersonId | None = None
