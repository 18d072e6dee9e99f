from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.archives import Office, staffed_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()
