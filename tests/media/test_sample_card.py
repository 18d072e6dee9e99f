import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import av
import pytest
from PIL import Image

from archive_desk.domain.errors import Cancelled, InvalidInput
from archive_desk.domain.work import Unwatched
from archive_desk.media.sample_story import INSPECTION_DAY, Story
from tests.helpers.cards import card_maker

MOVING = {".mp4", ".avi", ".mkv"}
HEARD = {".wav", ".mp3", ".aac"}


def recordings(card):
    hidden = {"SEGTEMP", ".thumbnails", "System Volume Information"}
    return [
        path
        for path in sorted(card.rglob("*"))
        if path.is_file()
        and not path.name.startswith(".")
        and not hidden & set(path.relative_to(card).parts)
    ]


def decodes(path):
    try:
        with av.open(str(path)) as container:
            return all(frame is not None for frame in container.decode())
    except av.error.FFmpegError:
        return False


def test_all_recordings_can_be_decoded_but_for_the_one_that_was_cut_off(recorder_card):
    media = [path for path in recordings(recorder_card) if path.suffix in MOVING | HEARD]
    damaged = [path.name for path in media if not decodes(path)]
    assert len(media) >= 19
    assert damaged == ["8810021_012345_20261119103000_0006.mp4"]


def test_an_important_file_lies_there_twice_with_the_same_bytes(recorder_card):
    digests = Counter(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in recordings(recorder_card)
        if path.suffix in MOVING
    )
    assert [count for count in digests.values() if count > 1] == [2]
    doubles = [path for path in recordings(recorder_card) if "IMP" in path.stem]
    assert [path.parent.name for path in doubles] == ["101ANDRO"]


def test_split_files_follow_each_other_to_the_second_until_the_gap(recorder_card):
    take = sorted((recorder_card / "DCIM/100ANDRO").glob("8810021_012345_*_000[1-5].mp4"))
    starts, lengths = [], []
    for path in take:
        starts.append(datetime.strptime(path.stem.split("_")[2], "%Y%m%d%H%M%S"))  # noqa: DTZ007
        with av.open(str(path)) as container:
            lengths.append(round(container.duration / 1_000_000))
    pauses = [
        (after - before).total_seconds() - length
        for before, after, length in zip(starts, starts[1:], lengths, strict=False)
    ]
    assert pauses == [0, 0, 95, 0]


def test_one_recorder_has_lost_its_clock_and_only_the_container_knows(recorder_card):
    path = recorder_card / "DCIM/100ANDRO/DSJ-A1_012352_20150101000412_0001.mp4"
    with av.open(str(path)) as container:
        written = datetime.fromisoformat(container.metadata["creation_time"])
    assert written == datetime(2026, 11, 19, 6, 10, 5, tzinfo=UTC)
    assert datetime.fromtimestamp(path.stat().st_mtime, UTC).year == 2014


def test_photos_carry_exif_but_for_the_one_whose_firmware_lost_it(recorder_card):
    orientations = {}
    for path in recordings(recorder_card):
        if path.suffix == ".jpg":
            with Image.open(path) as photo:
                orientations[path.name] = photo.getexif().get(0x0112)
    assert sorted(str(value) for value in orientations.values()) == ["1", "1", "6", "None"]


def test_cards_of_one_day_are_alike_to_the_byte(tmp_path):
    story = Story(shots=INSPECTION_DAY.shots[-1:], photos=INSPECTION_DAY.photos[:1])
    for name in ("a", "b"):
        card_maker().write(tmp_path / name, story, Unwatched())
    first = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in recordings(tmp_path / "a")}
    other = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in recordings(tmp_path / "b")}
    assert first == other
    assert len(first) == 2


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "holiday.txt").write_text("mine", "utf-8")
    with pytest.raises(InvalidInput):
        card_maker().write(tmp_path, INSPECTION_DAY, Unwatched())
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.txt"]


def test_writing_a_card_can_be_stopped(tmp_path):
    class Impatient:
        def report(self, done, total, note=""):
            raise Cancelled

    story = replace(INSPECTION_DAY, shots=INSPECTION_DAY.shots[-2:])
    with pytest.raises(Cancelled):
        card_maker().write(tmp_path / "card", story, Impatient())
