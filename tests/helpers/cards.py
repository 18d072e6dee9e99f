"""A recorder's card, written once and read by many tests. Nobody may change it."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.work import Unwatched
from archive_desk.media.sample_card import CardMaker
from archive_desk.media.sample_story import INSPECTION_DAY
from archive_desk.paths import resources

CARD_DAY = date(2026, 11, 19)
ZONE = ZoneInfo("Asia/Shanghai")


def card_maker(day: date = CARD_DAY) -> CardMaker:
    return CardMaker(day, ZONE, resources() / "fonts" / "NotoSansSC-Regular.ttf")


@pytest.fixture(scope="session")
def recorder_card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration card of 19 November 2026."""
    folder = tmp_path_factory.mktemp("card") / "CARD"
    card_maker().write(folder, INSPECTION_DAY, Unwatched())
    return folder
