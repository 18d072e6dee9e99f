import pytest

from archive_desk.domain.errors import Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.services.filmstrips import Filmstrips
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.footage import stored


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def test_a_strip_is_made_once_and_only_for_those_who_may_look(office, tmp_path):
    source = recordings.video(tmp_path / "a.mp4", seconds=5, sound=True)
    footage_id = stored(office, source)
    service, clerk = Filmstrips(office.desk), office["archivist"]

    sketch = service.strip(clerk, footage_id, Unwatched(), sketch=True)
    assert not sketch.complete
    whole = service.strip(clerk, footage_id, Unwatched())
    assert whole.complete
    assert service.pictures(whole, [0])[0].startswith(b"\xff\xd8")
    (office.desk.folder.vault / "bag" / "data" / "a.mp4").unlink()
    assert service.strip(clerk, footage_id, Unwatched(), sketch=True) == whole
    with pytest.raises(Refused) as refusal:
        service.strip(office["officer"], footage_id, Unwatched())
    assert refusal.value.basis is not None


def test_an_original_that_is_not_there_is_said_to_be_missing(office, tmp_path):
    footage_id = stored(office, recordings.video(tmp_path / "a.mp4"))
    (office.desk.folder.vault / "bag" / "data" / "a.mp4").unlink()

    with pytest.raises(Unavailable, match="原件"):
        Filmstrips(office.desk).strip(office["archivist"], footage_id, Unwatched())
