"""The annual report (统计年报): its two steps and what its tables ask."""

from datetime import timedelta
from enum import StrEnum

from archive_desk.domain.regulations import Clock


class ReportStep(StrEnum):
    """What has to be done with a year's report, in this order."""

    HANDED_IN = "handed_in"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The step in Chinese."""
        return {"handed_in": "年报报送", "published": "年报公开"}[self.value]

    @property
    def clock(self) -> Clock:
        """The clock that it stops."""
        if self is ReportStep.HANDED_IN:
            return Clock.REPORT_STATISTICS
        return Clock.PUBLISH_STATISTICS

    @property
    def number(self) -> int:
        """Its place, from 1."""
        return list(ReportStep).index(self) + 1

    @property
    def shown_before(self) -> timedelta:
        """How long before its day it is on the worklist."""
        return timedelta(days=45)
