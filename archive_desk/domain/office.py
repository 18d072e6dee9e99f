"""The office an archive belongs to, and the settings that every part of the desk reads."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

REGULATIONS = ("xigang", "fushun", "shuncheng", "jinpu", "dawukou")
"""Keys of the five rule templates that come with the desk."""


@dataclass(frozen=True)
class Office:
    """Who keeps this archive, under which regulation, and in which time zone.

    `archive_id` is unique in the world, so that two archives are never mixed up.
    """

    archive_id: str
    organisation: str
    regulation: str
    time_zone: str = "Asia/Shanghai"

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)


MAX_FAILED_SIGN_INS = 5
LOCK_OUT = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 8
