"""Paper volumes (纸质卷册): what of a case file stands on a shelf, lent apart from its footage."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Volume:
    """One volume: `no` is the number on its label, `number` its place in the case file."""

    id: int
    no: str
    case_id: CaseId
    case_no: str
    case_name: str
    number: int
    title: str
    pages: int | None
    location: str
    registered_at: datetime
    registered_by: str


def check_volume(number: int, pages: int | None) -> None:
    """Refuse numbers that no volume has.

    Raises:
        InvalidInput: a number below one.
    """
    if number < 1:
        raise InvalidInput(say("册号从 1 起。"))
    if pages is not None and pages < 1:
        raise InvalidInput(say("页数至少为 1，不清楚的请留空。"))
