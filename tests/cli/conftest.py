import pytest

from tests.helpers.archives import PASSWORD
from tests.helpers.console import Console


@pytest.fixture
def console(capfdbinary, monkeypatch) -> Console:
    monkeypatch.setenv("ARCHIVE_DESK_PASSWORD", PASSWORD)
    monkeypatch.delenv("ARCHIVE_DESK_ARCHIVE", raising=False)
    return Console(capfdbinary)
