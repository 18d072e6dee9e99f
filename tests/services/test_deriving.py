"""Stills and clips are made under a right to copy, exact to the frame; the original stays."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from archive_desk.domain.derived import DerivedKind, Method
from archive_desk.domain.errors import Cancelled, Conflict, InvalidInput, Refused, Unavailable
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.work import Unwatched
from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.still_reader import StillReader
from archive_desk.services.deriving import Cut, Deriving
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.lending import Lending
from archive_desk.services.marking import Marking
from tests.helpers.archives import Office, staffed_office
from tests.helpers.commands import Commands
from tests.helpers.footage import stored
from tests.helpers.numbered import SIZE, even_times, read_number, record_numbers

RATE = Fraction(25)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deriving")
    video = VideoFormat(*SIZE, RATE, key_frame_every=25)
    return record_numbers(folder / "a.mp4", video, even_times(100, RATE), sound=True).path


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def footage_id(office, recorded):
    return stored(office, recorded, duration_ms=4000)


def granted(office: Office, footage_id, act: LoanAct = LoanAct.COPY) -> str:
    lending, now = Lending(office.desk), office.clock.now
    item = lending.item(office["officer"], ItemKind.FOOTAGE, str(footage_id))
    loan = lending.request(office["officer"], (act,), (item,), "办案", now, now + timedelta(days=3))
    for account in ("unit_head", "leader"):
        loan = lending.approve(office[account], loan.id, "同意")
    return loan.no


def numbers_of(path: Path) -> list[int]:
    index = read_frame_index(path)
    with StillReader(path, index) as reader:
        return [read_number(reader.picture(number)) for number in range(index.count)]


def test_a_clip_has_exactly_the_pictures_asked_for_and_leads_to_its_parent(
    office, footage_id, recorded, tmp_path
):
    loan = granted(office, footage_id)
    deriving, out = Deriving(office.desk), tmp_path / "out"
    made = deriving.clip(office["officer"], footage_id, Cut(1240, 2000), out, Unwatched())

    assert (made.kind, made.from_frame, made.to_frame) == (DerivedKind.CLIP, 31, 50)
    assert made.approval == loan
    assert numbers_of(out / made.name) == list(range(31, 51))
    index = read_frame_index(out / made.name)
    assert index.time_of(19) == Fraction(19, 25)
    (entry,) = (
        Journalling(office.desk)
        .page(office["auditor"], JournalFilter(verb="footage.clip_saved"), 0, 5)
        .entries
    )
    assert entry.approval == loan
    assert entry.detail["parent_sha256"] == made.parent_sha256
    assert deriving.of_footage(office["archivist"], footage_id) == [made]
    kept = office.desk.folder.vault / "bag" / "data" / "a.mp4"
    assert kept.read_bytes() == recorded.read_bytes()
    assert [path.name for path in out.iterdir()] == [made.name]


def test_a_copied_clip_begins_at_a_key_frame_and_says_so(office, footage_id, recorded, tmp_path):
    granted(office, footage_id)
    cut = Cut(1240, 2000, Method.COPY)
    made = Deriving(office.desk).clip(
        office["officer"], footage_id, cut, tmp_path / "out", Unwatched()
    )

    assert made.from_frame == read_frame_index(recorded).key_before(31) < 31
    seen = numbers_of(tmp_path / "out" / made.name)
    wanted = list(range(made.from_frame, 51))
    assert seen[: len(wanted)] == wanted


def test_without_a_grant_nothing_is_made_and_the_article_is_named(office, footage_id, tmp_path):
    for account in ("officer", "archivist"):
        with pytest.raises(Refused) as refusal:
            Deriving(office.desk).clip(
                office[account], footage_id, Cut(0, 500), tmp_path / "out", Unwatched()
            )
        assert refusal.value.basis is not None
    with pytest.raises(Refused):
        Deriving(office.desk).still(office["officer"], footage_id, 0, tmp_path / "out", Unwatched())
    assert not (tmp_path / "out").exists()


def test_a_watermark_is_seen_and_only_where_pictures_are_encoded(office, footage_id, tmp_path):
    loan = granted(office, footage_id)
    deriving, officer = Deriving(office.desk), office["officer"]
    plain = deriving.still(officer, footage_id, 480, tmp_path / "a", Unwatched())
    marked = deriving.still(officer, footage_id, 480, tmp_path / "b", Unwatched(), watermark=True)
    assert loan in marked.watermark
    with (
        Image.open(tmp_path / "a" / plain.name) as one,
        Image.open(tmp_path / "b" / marked.name) as other,
    ):
        assert read_number(one) == 12
        assert one.tobytes() != other.tobytes()
    cut = Cut(0, 200, Method.EXACT, watermark=True)
    assert deriving.clip(officer, footage_id, cut, tmp_path / "c", Unwatched()).watermark
    with pytest.raises(InvalidInput, match="水印"):
        deriving.clip(
            officer, footage_id, Cut(0, 200, Method.COPY, watermark=True), tmp_path, Unwatched()
        )


def test_a_single_still_is_the_clerks_own_work_and_leave_to_look_is_none_to_copy(
    office, footage_id, tmp_path
):
    deriving = Deriving(office.desk)
    still = deriving.still(office["archivist"], footage_id, 2480, tmp_path / "a", Unwatched())
    with Image.open(tmp_path / "a" / still.name) as picture:
        assert read_number(picture) == 62
    assert still.approval == ""
    granted(office, footage_id, LoanAct.VIEW)
    with pytest.raises(Refused):
        deriving.still(office["officer"], footage_id, 0, tmp_path / "b", Unwatched())
    assert not (tmp_path / "b").exists()


def test_a_stopped_clip_leaves_nothing_and_none_is_replaced(office, footage_id, tmp_path):
    class Stop:
        def report(self, done, total, note=""):
            if 3 < done < total < 100:
                raise Cancelled

    granted(office, footage_id)
    deriving, officer, out = Deriving(office.desk), office["officer"], tmp_path / "out"
    with pytest.raises(Cancelled):
        deriving.clip(officer, footage_id, Cut(0, 2000), out, Stop())
    assert list(out.iterdir()) == []
    deriving.clip(officer, footage_id, Cut(0, 200), out, Unwatched())
    with pytest.raises(Conflict):
        deriving.clip(officer, footage_id, Cut(0, 200), out, Unwatched())
    with pytest.raises(InvalidInput):
        deriving.clip(officer, footage_id, Cut(500, 500), out, Unwatched())
    with pytest.raises(InvalidInput, match="档案库"):
        deriving.clip(officer, footage_id, Cut(0, 200), office.desk.folder.vault, Unwatched())


def test_a_folder_that_cannot_be_written_is_said_in_words(office, footage_id, tmp_path):
    granted(office, footage_id)
    deriving, officer = Deriving(office.desk), office["officer"]
    no_folder = tmp_path / "a file"
    no_folder.write_text("x", "utf-8")
    for method in Method:
        with pytest.raises(Unavailable, match="无法写入"):
            deriving.clip(officer, footage_id, Cut(0, 900, method), no_folder, Unwatched())
    with pytest.raises(Unavailable, match="无法写入"):
        deriving.still(officer, footage_id, 0, no_folder, Unwatched())
    assert deriving.of_footage(officer, footage_id) == []


def test_clips_from_one_in_point_to_different_ends_lie_side_by_side(office, footage_id, tmp_path):
    granted(office, footage_id)
    deriving, officer = Deriving(office.desk), office["officer"]
    out = tmp_path / "out"
    for end in (500, 900):
        deriving.clip(officer, footage_id, Cut(0, end, Method.COPY), out, Unwatched())
    assert len(list(out.iterdir())) == 2


def test_a_still_says_of_itself_what_it_was_taken_from(office, footage_id, tmp_path):
    loan, out = granted(office, footage_id), tmp_path / "out"
    made = Deriving(office.desk).still(office["officer"], footage_id, 1000, out, Unwatched())
    with Image.open(out / made.name) as image:
        assert made.parent_sha256 in image.info["Source"]
        assert loan in image.info["Comment"]
        assert image.info["Author"] == office["officer"].name


def test_the_commands_make_them_and_list_marks(office, footage_id, tmp_path):
    # The commands go by the machine's clock, and so must what was granted.
    office.clock.now = datetime.now(UTC)
    loan = granted(office, footage_id)
    Marking(office.desk).add(office["archivist"], footage_id, 1000, "签字", "按手印")
    run = Commands(office.desk.folder.root)
    refused = run(
        "footage",
        "clip",
        footage_id,
        "--from",
        0,
        "--to",
        400,
        "--out",
        tmp_path / "x",
        actor="archivist",
        code=3,
    )
    assert refused["error"]["basis"]
    clip = run(
        "footage",
        "clip",
        footage_id,
        "--from",
        0,
        "--to",
        400,
        "--out",
        tmp_path / "x",
        "--loan",
        loan,
        actor="archivist",
    )
    assert (clip["from_frame"], clip["to_frame"], clip["approval"]) == (0, 10, loan)
    still = run(
        "footage", "still", footage_id, "--at", 480, "--out", tmp_path / "x", actor="officer"
    )
    assert still["from_frame"] == 12
    made = run("footage", "derived", footage_id, actor="officer")["derived"]
    assert [each["kind"] for each in made] == ["still", "clip"]
    (mark,) = run("footage", "marks", footage_id, actor="officer")["marks"]
    assert (mark["at_ms"], mark["category"], mark["wall"]) == (
        1000,
        "签字",
        "2026-11-18T09:00:01+08:00",
    )
