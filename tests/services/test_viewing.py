import av
import pytest
from av.audio.frame import AudioFrame

from archive_desk.domain.errors import Damaged, InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Kind
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.watching import Interval
from archive_desk.domain.work import Unwatched
from archive_desk.media.still_reader import StillReader
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from archive_desk.services.sittings import Sitting, Watched
from archive_desk.services.viewing import Viewing
from tests.helpers.archives import staffed_office
from tests.helpers.footage import stored
from tests.helpers.recordings import sound
from tests.helpers.screenings import PICTURES, screening
from tests.helpers.theatre import taken_in


@pytest.fixture
def place(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office, screening(office, tmp_path)
    office.desk.close()


def entries(office, verb):
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(verb=verb), 0, 100)
    return list(page.entries)


def lend(office, footage_id, *acts):
    """An approved loan of the recording to the officer, for two hours."""
    lending = Lending(office.desk)
    now = office.clock()
    until = now.replace(hour=now.hour + 2)
    item = lending.item(office["officer"], ItemKind.FOOTAGE, str(footage_id))
    loan = lending.request(office["officer"], acts, [item], "办案", now, until)
    lending.approve(office["unit_head"], loan.id, "同意")
    return lending.approve(office["leader"], loan.id, "批准")


@pytest.mark.parametrize("account", ["archivist", "reviewer"])
def test_the_clerk_and_the_reviewer_look_by_their_office(place, account):
    office, shown = place
    opened = Viewing(office.desk).open(office[account], shown.video)
    assert opened.path.read_bytes() == shown.source.read_bytes()
    assert opened.access.approval == ""
    assert entries(office, "footage.opened")[0].item == f"footage:{shown.video}"


def test_an_officer_without_an_approval_is_refused_with_the_article(place):
    office, shown = place
    with pytest.raises(Refused) as refusal:
        Viewing(office.desk).open(office["officer"], shown.video)
    assert "第二十二条" in str(refusal.value.basis)
    assert entries(office, "footage.opened") == []


def test_a_live_grant_opens_and_the_journal_names_it(place):
    office, shown = place
    loan = lend(office, shown.video, LoanAct.VIEW)
    viewing = Viewing(office.desk)
    opened = viewing.open(office["officer"], shown.video)
    Sitting(office.desk, office["officer"]).write(
        [Watched(opened, [Interval(0, 1200), Interval(3000, 3500)])]
    )
    (entry,) = entries(office, "footage.watched")
    assert entry.approval == loan.no
    assert entry.detail["watched_ms"] == [[0, 1200], [3000, 3500]]


def test_when_the_grant_has_ended_looking_ends_too(place):
    office, shown = place
    lend(office, shown.video, LoanAct.VIEW)
    viewing = Viewing(office.desk)
    opened = viewing.open(office["officer"], shown.video)
    viewing.still_open(office["officer"], opened)
    office.clock.forward(hours=3)
    with pytest.raises(Refused):
        viewing.still_open(office["officer"], opened)


def test_the_frame_index_is_read_once_and_kept(place):
    office, shown = place
    viewing = Viewing(office.desk)
    opened = viewing.open(office["archivist"], shown.video)
    index = viewing.frame_index(opened, Unwatched())
    assert index is not None
    assert index.count == PICTURES
    kept = list((office.desk.folder.derived / "frames").rglob("*.json"))
    assert [path.stem for path in kept] == [opened.footage.sha256]
    assert viewing.frame_index(opened, Unwatched()) == index


def test_sound_and_photos_open_and_have_no_frame_index(place):
    office, shown = place
    viewing = Viewing(office.desk)
    for footage_id in (shown.sound, shown.photo):
        opened = viewing.open(office["archivist"], footage_id)
        assert viewing.frame_index(opened, Unwatched()) is None


def test_frames_of_a_photo_or_a_sound_are_a_wrong_question(place):
    office, shown = place
    for footage_id in (shown.sound, shown.photo):
        with pytest.raises(InvalidInput, match="不是录像"):
            Catalogue(office.desk).frame(office["officer"], footage_id, 0)


def test_a_missing_codec_is_not_taken_for_sound_alone(place, tmp_path):
    office, shown = place
    card = tmp_path / "OTHERS"
    card.mkdir()
    (card / "codec.mp4").write_bytes(shown.source.read_bytes().replace(b"avc1", b"xxxx"))
    with av.open(str(card / "sound.mp4"), "w") as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        silence = AudioFrame(layout="mono", format="fltp", samples=16_000)
        silence.planes[0].update(bytes(64_000))
        silence.rate = 16_000
        container.mux([*stream.encode(silence), *stream.encode(None)])
    ids = taken_in(office, card)
    viewing = Viewing(office.desk)

    def reel(name):
        return viewing.reel(viewing.open(office["archivist"], ids[name]), Unwatched())

    unknown, sound_alone = reel("codec.mp4"), reel("sound.mp4")
    assert (unknown.index.count, unknown.sounds, unknown.trouble) == (PICTURES, True, None)
    assert (sound_alone.index, sound_alone.sounds, sound_alone.trouble) == (None, True, None)
    with pytest.raises(Damaged, match=r"^文件“codec\.mp4”的视频编码不受支持"):
        StillReader(unknown.path, unknown.index)


def test_a_sidecar_is_nothing_to_play(place):
    office, shown = place
    with pytest.raises(InvalidInput):
        Viewing(office.desk).open(office["archivist"], shown.sidecar)


def test_an_original_that_is_missing_is_said(place):
    office, shown = place
    viewing = Viewing(office.desk)
    path = viewing.open(office["archivist"], shown.video).path
    path.parent.chmod(0o755)
    path.unlink()
    with pytest.raises(Unavailable):
        viewing.open(office["archivist"], shown.video)


def test_a_file_for_pictures_that_holds_sound_alone_is_heard(place, tmp_path):
    office, _ = place
    path = sound(tmp_path / "sound.wav").rename(tmp_path / "sound.mp4")
    key = stored(office, path, kind=Kind.VIDEO, duration_ms=1000, audio_codec="aac", video_codec="")
    viewing = Viewing(office.desk)
    reel = viewing.reel(viewing.open(office["archivist"], key), Unwatched())
    assert reel.sounds
    assert reel.index is None
    assert reel.trouble is None
