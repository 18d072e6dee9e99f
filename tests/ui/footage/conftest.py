from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive_desk.domain.ids import FootageId
from archive_desk.ui.footage.screen import FootageScreen
from tests.helpers.archives import Office
from tests.helpers.case_files import NINE
from tests.helpers.footage import catalogued, new_take, stored
from tests.helpers.recordings import video

SHOWN_MS = 5_000


@pytest.fixture
def made(office: Office, tmp_path: Path) -> list[FootageId]:
    """Two parts of a take with a gap, a doubtful video with its bytes, a sidecar of the first."""
    take = new_take(office)
    both = {"take_id": take, "device": "8810021", "officer": "012345", "section": "校外监管科"}
    later = NINE + timedelta(hours=1, seconds=95)
    first = catalogued(office, NINE, device_time=NINE, name="first.mp4", **both)
    second = catalogued(office, later, device_time=later, name="second.mp4", **both)
    real = stored(
        office,
        video(tmp_path / "real.mp4"),
        started_at=NINE - timedelta(days=1),
        device_time=NINE - timedelta(days=1),
        doubts='["clock_reset"]',
        duration_ms=1000,
    )
    catalogued(office, name="first.vtt", kind="sidecar", health="not_media", parent_id=first)
    return [first, second, real]


@pytest.fixture
def show(qtbot, context_of) -> Iterator[Callable[[str], FootageScreen]]:
    """Opens the screen for the person with an account."""
    screens = []

    def opened(account: str = "archivist") -> FootageScreen:
        screen = FootageScreen(context_of(account))
        screens.append(screen)
        qtbot.addWidget(screen)
        screen.resize(1200, 760)
        screen.show()
        qtbot.waitExposed(screen)
        screen.freshen()
        return screen

    yield opened
    for screen in screens:
        screen.shut()
