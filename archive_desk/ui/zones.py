"""The time zone that the windows show times in: the archive's."""

from datetime import datetime
from zoneinfo import ZoneInfo

_zone = [ZoneInfo("Asia/Shanghai")]


def use_zone(name: str) -> None:
    """Show times in the zone `name` from now on."""
    _zone[0] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The zone in force."""
    return _zone[0]


def local(at: datetime) -> datetime:
    """`at` in the archive's zone."""
    return at.astimezone(_zone[0])
