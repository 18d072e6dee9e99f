"""Devices going out and coming back (设备领用登记): issues, checks, returns, maintenance.

An issue and its return are written once each and never changed; what a device is doing now follows
from them. 001 Arts. 6–7: who needs a device of another section borrows and returns it, and before
use it is checked for faults, battery and free space; 002 Art. 23: it is maintained at set times.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from archive_desk.domain.devices import Device
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import DeviceIssueId, MaintenanceId, PersonId
from archive_desk.domain.sentences import Sentence, say

LOW_BATTERY_PERCENT = 20
LOW_SPACE_BYTES = 4 * 1000**3
"""Below these a device is issued only with a word why: the regulations say "enough", no figure."""

_LONGEST = 500


class DeviceState(StrEnum):
    """What a device is doing now."""

    IN = "in"
    OUT = "out"
    OVERDUE = "overdue"
    FAULTY = "faulty"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    DeviceState.IN: "在库",
    DeviceState.OUT: "领用中",
    DeviceState.OVERDUE: "逾期未还",
    DeviceState.FAULTY: "待维修",
    DeviceState.RETIRED: "已报废",
}


class IssueState(StrEnum):
    """Where a line of the register of issues stands."""

    OUT = "out"
    OVERDUE = "overdue"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _ISSUE_TITLES[self]


_ISSUE_TITLES = {
    IssueState.OUT: "领用中",
    IssueState.OVERDUE: "逾期未还",
    IssueState.RETURNED: "已归还",
}


@dataclass(frozen=True)
class Check:
    """A look at a device: before it goes out, or when it comes back.

    `fault` is empty for a sound device. `battery_percent` and `free_bytes` are None where the
    device has none or nobody looked.
    """

    fault: str = ""
    battery_percent: int | None = None
    free_bytes: int | None = None
    remark: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.fault

    def require_sense(self) -> None:
        """Refuse figures that cannot be.

        Raises:
            InvalidInput: a share outside 0–100, a negative space, or too long a text.
        """
        if self.battery_percent is not None and not 0 <= self.battery_percent <= 100:
            raise InvalidInput(say("电量应在 0 到 100 之间。"))
        if self.free_bytes is not None and self.free_bytes < 0:
            raise InvalidInput(say("剩余空间不能是负数。"))
        for text in (self.fault, self.remark):
            if len(text) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=text[:20]))

    @property
    def doubts(self) -> tuple[Sentence, ...]:
        """What is scarce: battery, space."""
        found = []
        if self.battery_percent is not None and self.battery_percent < LOW_BATTERY_PERCENT:
            found.append(say("电量只有 {percent}%", percent=self.battery_percent))
        if self.free_bytes is not None and self.free_bytes < LOW_SPACE_BYTES:
            free = f"{self.free_bytes / 1000**3:.1f}"
            found.append(say("剩余空间只有 {free} GB", free=free))
        return tuple(found)


@dataclass(frozen=True)
class DeviceReturn:
    """That an issued device came back: the look at it, and what became of its recordings.

    `batches` are the numbers of the imports that took in what it recorded; where there is none,
    `no_footage` is the reason why.
    """

    at: datetime
    by: str
    check: Check
    batches: tuple[str, ...] = ()
    no_footage: str = ""


@dataclass(frozen=True)
class DeviceIssue:
    """One line of the register: a device went to somebody, and perhaps came back.

    `turn` counts the issues of one device from 1. `clock_offset` is how far its clock was off by
    the check (device minus true). Texts are as they were when written down.
    """

    id: DeviceIssueId
    no: str
    device: str
    kind: str
    model: str
    turn: int
    holder_id: PersonId
    holder: str
    section: str
    certificate_no: str
    purpose: str
    case_no: str
    issued_at: datetime
    issued_by: str
    due_at: datetime
    check: Check
    clock_offset: timedelta | None = None
    returned: DeviceReturn | None = None
    corrections: tuple[str, ...] = ()

    def state(self, at: datetime) -> IssueState:
        """Where the line stands at the moment `at`."""
        if self.returned is not None:
            return IssueState.RETURNED
        return IssueState.OVERDUE if at > self.due_at else IssueState.OUT

    @property
    def returned_late(self) -> bool:
        """Whether it came back after the moment it was due."""
        return self.returned is not None and self.returned.at > self.due_at


class MaintenanceKind(StrEnum):
    """What was done to a device."""

    UPKEEP = "upkeep"
    FAULT = "fault"
    REPAIR = "repair"
    FIRMWARE = "firmware"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _MAINTENANCE_TITLES[self]


_MAINTENANCE_TITLES = {
    MaintenanceKind.UPKEEP: "维护保养",
    MaintenanceKind.FAULT: "故障登记",
    MaintenanceKind.REPAIR: "维修",
    MaintenanceKind.FIRMWARE: "升级、设置",
}


@dataclass(frozen=True)
class MaintenanceDraft:
    """A line of the maintenance log (维护台账) as somebody enters it.

    `sound` tells whether the device works afterwards; one that does not is not issued until a later
    line says it does. `next_on` is when it is to be looked at again.
    """

    done_on: date
    kind: MaintenanceKind
    content: str
    sound: bool
    done_by: str
    next_on: date | None = None
    note: str = ""

    def require_sense(self, today: date) -> None:
        """Refuse what makes no sense.

        Raises:
            InvalidInput: nothing is said, the day is in the future, or the next not after it.
        """
        if not self.content.strip():
            raise InvalidInput(say("请写明维护的内容。"))
        if not self.done_by.strip():
            raise InvalidInput(say("请填写维护人。"))
        if self.done_on > today:
            raise InvalidInput(say("维护日期在将来，请核对。"))
        if self.next_on is not None and self.next_on <= self.done_on:
            raise InvalidInput(say("下次维护日期应在本次之后。"))
        for text in (self.content, self.done_by, self.note):
            if len(text) > _LONGEST:
                raise InvalidInput(say("“{text}…”太长，请缩短。", text=text[:20]))


@dataclass(frozen=True)
class Maintenance(MaintenanceDraft):
    """A line of the maintenance log, which is written once."""

    id: MaintenanceId = field(kw_only=True)
    device: str = field(kw_only=True)
    entered_at: datetime = field(kw_only=True)
    entered_by: str = field(kw_only=True)


@dataclass(frozen=True)
class DeviceRecord:
    """A device of the register with what follows from its lines.

    `last_issue` is the latest issue, `last_care` the latest line of maintenance.
    `fault` is what is wrong with it now, by the latest return or line of maintenance.
    """

    device: Device
    registered_at: datetime
    last_issue: DeviceIssue | None = None
    last_care: Maintenance | None = None
    fault: str = ""

    @property
    def open_issue(self) -> DeviceIssue | None:
        """The issue it is out under."""
        last = self.last_issue
        return last if last is not None and last.returned is None else None

    @property
    def next_care_on(self) -> date | None:
        """When it is to be maintained."""
        return None if self.last_care is None else self.last_care.next_on

    def state(self, at: datetime) -> DeviceState:
        """What it is doing at the moment `at`."""
        issue = self.open_issue
        if issue is not None:
            return DeviceState.OVERDUE if at > issue.due_at else DeviceState.OUT
        if not self.device.active:
            return DeviceState.RETIRED
        return DeviceState.FAULTY if self.fault else DeviceState.IN


def fault_of(issue: DeviceIssue | None, care: Maintenance | None) -> str:
    """What is wrong with a device by the later of its last return and its last maintenance."""
    back = None if issue is None else issue.returned
    if care is None or (back is not None and back.at > care.entered_at):
        return "" if back is None else back.check.fault
    return "" if care.sound else care.content
