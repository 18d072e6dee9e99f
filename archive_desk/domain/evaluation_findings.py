"""Rectification (整改): findings go to the unit with a deadline, are answered, and are closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.attachments import Attachment
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import NoticeId, PersonId, RoundCaseId
from archive_desk.domain.sentences import say


class NoticeState(StrEnum):
    """Where a notice stands."""

    SENT = "sent"
    ANSWERED = "answered"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]

    @property
    def waits_for_unit(self) -> bool:
        """Whether the unit has to answer."""
        return self in {NoticeState.SENT, NoticeState.RETURNED}


_STATE_TITLES = {
    NoticeState.SENT: "待整改",
    NoticeState.ANSWERED: "待复核",
    NoticeState.RETURNED: "退回重改",
    NoticeState.ACCEPTED: "已办结",
}


class NoticeEvent(StrEnum):
    """What moves a notice on."""

    ANSWER = "answer"
    RETURN = "return"
    ACCEPT = "accept"
    EXTEND = "extend"

    @property
    def label(self) -> str:
        """The event in Chinese."""
        return {"answer": "答复", "return": "退回", "accept": "认可", "extend": "延期"}[self.value]


NOTICE_CHART: Mapping[tuple[NoticeState, NoticeEvent], NoticeState] = {
    (NoticeState.SENT, NoticeEvent.ANSWER): NoticeState.ANSWERED,
    (NoticeState.ANSWERED, NoticeEvent.RETURN): NoticeState.RETURNED,
    (NoticeState.ANSWERED, NoticeEvent.ACCEPT): NoticeState.ACCEPTED,
    (NoticeState.RETURNED, NoticeEvent.ANSWER): NoticeState.ANSWERED,
    (NoticeState.SENT, NoticeEvent.EXTEND): NoticeState.SENT,
    (NoticeState.RETURNED, NoticeEvent.EXTEND): NoticeState.RETURNED,
}


def notice_following(state: NoticeState, event: NoticeEvent) -> NoticeState:
    """The state after `event`.

    Raises:
        Refused: a notice in this state takes no such step.
    """
    after = NOTICE_CHART.get((state, event))
    if after is None:
        raise Refused(
            say(
                "整改通知“{state}”，不能{event}。",
                state=say(state.label),
                event=say(event.label),
            )
        )
    return after


@dataclass(frozen=True)
class NoticeStep:
    """What somebody said about a notice: the sending, an answer, a return, the acceptance.

    `due_at` is the deadline that it set; None for a step that sets none.
    """

    event: str
    text: str
    by: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """A notice of rectification (整改通知) about one case."""

    id: NoticeId
    no: str
    round_case_id: RoundCaseId
    round_no: str
    case_no: str
    case_name: str
    section: str
    state: NoticeState
    sent_at: datetime
    due_at: datetime
    provisional: bool = False
    unit_ids: frozenset[PersonId] = frozenset()
    steps: tuple[NoticeStep, ...] = ()

    def overdue(self, at: datetime) -> bool:
        """Whether the unit is late at `at`."""
        return self.state.waits_for_unit and at > self.due_at

    @property
    def answered_late(self) -> bool:
        """Whether an answer came after the deadline that held then; what is late stays late."""
        deadlines = [step for step in self.steps if step.due_at is not None]
        if not deadlines:
            return any(step.event == "answer" and step.at > self.due_at for step in self.steps)
        due = deadlines[0].due_at
        for step in self.steps:
            if step.event == "answer" and due is not None and step.at > due:
                return True
            due = step.due_at or due
        return False
