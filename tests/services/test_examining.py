import pytest

from archive_desk.domain.errors import Cancelled, InvalidInput, NotFound, Refused
from archive_desk.domain.examinations import Remark
from archive_desk.domain.footage import Health
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.services.catalogue import Catalogue, FootageFilter
from archive_desk.services.examining import Examining
from archive_desk.services.throttling import set_playing
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.damage import mutated, zeroed
from tests.helpers.taking_in import footage, payload, take_in, verbs


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def taken(office, tmp_path):
    """A sound recording, one with bytes turned over that its container does not tell, a photo."""
    whole = recordings.video(tmp_path / "whole.mp4", seconds=4, faststart=True, sound=True)
    card = tmp_path / "card"
    recordings.video(card / "8810021_012345_20261119093015_0001.mp4", seconds=3)
    mutated(whole, card / "8810021_012345_20261119094015_0002.mp4", at=0.6)
    recordings.photo(card / "8810021_012345_20261119095015_0003.jpg")
    receipt = take_in(office, card)
    return [line.footage_id for line in receipt.arrivals]


def health_of(office, number):
    return Catalogue(office.desk).show(office["officer"], number).footage.media


def test_decoding_finds_what_the_container_hides_and_the_original_stays(office, taken):
    sound, broken, photo = taken
    bytes_before = [path.read_bytes() for path in payload(office)]
    assert health_of(office, broken).health is Health.SOUND
    examining = Examining(office.desk)

    found = examining.examine(office["archivist"], taken, Unwatched())

    assert [each.footage.id for each in found] == taken
    assert health_of(office, sound).health is Health.SOUND
    assert health_of(office, photo).health is Health.SOUND
    media = health_of(office, broken)
    assert media.health is Health.UNDECODABLE
    assert "00:00:0" in media.health_note
    (kept,) = examining.examinations(office["officer"], broken)
    assert (kept.by, kept.health) == (office["archivist"].name, Health.UNDECODABLE)
    assert "FFmpeg" in kept.program
    assert any(one.remark is Remark.UNDECODABLE for one in kept.decoded.stretches)
    assert verbs(office)[-3:] == ["footage.examined"] * 3
    assert [path.read_bytes() for path in payload(office)] == bytes_before


def test_an_empty_tail_stays_named_when_decoding_only_sees_an_early_end(office, tmp_path):
    card = tmp_path / "card"
    for suffix in (".mp4", ".ts"):
        whole = recordings.video(tmp_path / f"whole{suffix}", seconds=6, faststart=suffix == ".mp4")
        zeroed(whole, card / f"a{suffix}")
    taken = [line.footage_id for line in take_in(office, card).arrivals]
    before = [health_of(office, number).health for number in taken]

    Examining(office.desk).examine(office["archivist"], taken, Unwatched())

    after = [health_of(office, number) for number in taken]
    assert before == [media.health for media in after] == [Health.ZERO_TAIL] * 2
    assert all("零" in media.health_note for media in after)


def test_every_examination_is_kept_and_the_last_counts(office, taken):
    examining, clerk = Examining(office.desk), office["archivist"]
    examining.examine(clerk, taken[:1], Unwatched())
    office.clock.forward(days=1)
    examining.examine(clerk, taken[:1], Unwatched())

    first, second = examining.examinations(clerk, taken[0])
    assert first.at > second.at


def test_the_program_goes_on_by_itself_until_all_were_seen(office, taken):
    examining = Examining(office.desk)
    assert examining.waiting() == 2

    done = [examining.next_in_turn(frozenset(), Unwatched()) for _ in range(3)]

    assert [each and each.footage.id for each in done] == [taken[1], taken[0], None]
    assert examining.waiting() == 0
    (kept,) = examining.examinations(office["officer"], taken[1])
    assert kept.by == ""


def test_nothing_is_examined_while_somebody_watches(office, taken):
    set_playing(playing=True)
    try:
        with pytest.raises(Cancelled):
            Examining(office.desk).next_in_turn(frozenset(), Unwatched())
    finally:
        set_playing(playing=False)
    assert Examining(office.desk).waiting() == 2


def test_an_original_that_is_not_there_is_said_and_skipped(office, taken):
    examining = Examining(office.desk)
    row = next(row for row in footage(office) if row["id"] == taken[1])
    (office.desk.folder.vault / row["path"]).unlink()

    (found,) = examining.examine(office["archivist"], [taken[1]], Unwatched())

    assert found.decoded is None
    assert "找不到" in found.reason
    assert health_of(office, taken[1]).health is Health.SOUND
    assert examining.next_in_turn(frozenset({taken[1]}), Unwatched()).footage.id == taken[0]


def test_stopping_keeps_what_was_done(office, taken):
    class StopsAtSecond:
        def report(self, done, total, note=""):
            if "0002" in note:
                raise Cancelled

    examining = Examining(office.desk)
    with pytest.raises(Cancelled):
        examining.examine(office["archivist"], taken, StopsAtSecond())
    assert examining.waiting() == 1


def test_only_who_keeps_the_footage_examines(office, taken):
    examining = Examining(office.desk)
    for account in ("officer", "reviewer", "auditor", "admin"):
        with pytest.raises(Refused):
            examining.examine(office[account], taken, Unwatched())
    with pytest.raises(InvalidInput):
        examining.examine(office["archivist"], [], Unwatched())
    with pytest.raises(NotFound):
        examining.examine(office["archivist"], [FootageId(99)], Unwatched())
    chosen = examining.chosen(office["archivist"], FootageFilter())
    assert set(chosen) == set(taken)
