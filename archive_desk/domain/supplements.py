"""What happens to a file after it is archived: supplements (补充), and re-opening with approval.

An archived file is never changed. What was forgotten or wrong is said in a supplement, which stays
beside the file for good; only where that does not do is the file opened again, by the word of
somebody who signs for the office and did not ask for it himself.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import CaseId, PersonId
from archive_desk.domain.sentences import say

_LONGEST = 2000


@dataclass(frozen=True)
class Supplement:
    """Something added to an archived file."""

    id: int
    case_id: CaseId
    no: int
    text: str
    author: str
    made_at: datetime

    def in_words(self, zone: tzinfo) -> str:
        """As the note sheet says it."""
        at = self.made_at.astimezone(zone)
        return f"（{self.no}）{self.text}（{self.author}，{at:%Y-%m-%d}）"


@dataclass(frozen=True)
class Reopening:
    """A request to open an archived file again, and what was said of it."""

    id: int
    case_id: CaseId
    reason: str
    asked_by_id: PersonId
    asked_by: str
    asked_at: datetime
    archived_at: datetime
    agreed: bool | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    opinion: str = ""


def checked_text(text: str) -> str:
    """A text that says something.

    Raises:
        InvalidInput: it says nothing, or is too long.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        raise InvalidInput(say("请写明内容（不超过 {most} 字）。", most=_LONGEST))
    return text
