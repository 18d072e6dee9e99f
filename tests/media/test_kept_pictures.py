"""Which decoded pictures are kept, and what all open recordings may keep together."""

import random
from fractions import Fraction

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from archive_desk.media.encoding import VideoFormat
from archive_desk.media.frames import read_frame_index
from archive_desk.media.kept_pictures import FEWEST, Kept, KeptPictures, SharedRoom
from archive_desk.media.player import Player
from archive_desk.media.projector import Projector
from archive_desk.media.still_reader import StillReader
from tests.helpers.numbered import even_times, read_number, record_numbers
from tests.helpers.watching import Watcher, reel, seen_number, show_one, wait_until

WIDTH, HEIGHT = 64, 32
PICTURE_BYTES = WIDTH * HEIGHT * 3 // 2


def frame() -> Kept:
    return Kept(av.VideoFrame(WIDTH, HEIGHT, "yuv420p"), 0)


def filled(pictures: KeptPictures, numbers) -> list[int]:
    for number in numbers:
        pictures.add(number, frame())
    return sorted(number for number in range(200) if number in pictures)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    video = VideoFormat(640, 360, Fraction(25), key_frame_every=50)
    path = tmp_path_factory.mktemp("kept") / "numbered.mp4"
    return record_numbers(path, video, even_times(200, Fraction(25)), sound=False).path


def test_the_room_is_parted_between_the_lanes_that_are_open():
    room = SharedRoom(1200)
    assert room.share_bytes == 1200
    for _ in range(4):
        room.enter()
    assert room.share_bytes == 300
    room.leave()
    assert room.share_bytes == 400


def test_of_too_many_the_pictures_nearest_to_the_last_wish_stay():
    pictures = KeptPictures()
    pictures.allow(10 * PICTURE_BYTES, None, backward=False)
    pictures.stand_at(60)

    kept = filled(pictures, range(50, 71))

    assert kept == list(range(kept[0], kept[0] + 10))
    assert kept[0] in (55, 56)
    assert pictures.held_bytes <= 10 * PICTURE_BYTES


def test_going_back_those_before_it_are_worth_more_than_those_after_it():
    pictures = KeptPictures()
    pictures.allow(10 * PICTURE_BYTES, None, backward=True)
    pictures.stand_at(60)

    kept = filled(pictures, range(50, 71))

    assert kept == list(range(52, 62))
    assert pictures.reach(60) == 52


def test_a_few_stay_however_large_they_are():
    pictures = KeptPictures()
    pictures.allow(0, None, backward=False)
    pictures.stand_at(10)

    assert len(filled(pictures, range(20))) == FEWEST


def test_pictures_made_for_another_box_are_let_go():
    pictures = KeptPictures()
    pictures.allow(10 * PICTURE_BYTES, (32, 16), backward=True)
    pictures.add(1, Kept(frame().frame, 0, (32, 16)))
    pictures.add(2, frame())
    assert pictures.find(1) is None, "it is too small to be shown whole"
    assert pictures.find(1, (32, 16)) is not None
    assert pictures.find(2, (32, 16)) is not None

    pictures.allow(10 * PICTURE_BYTES, None, backward=False)

    assert 1 not in pictures
    assert 2 in pictures


def test_with_hardly_any_room_every_picture_is_still_the_one_asked_for(recording):
    index = read_frame_index(recording)
    order = [*range(80, 40, -1), *random.Random(3).sample(range(200), 40)]
    with StillReader(recording, index) as reader:
        wrong = [number for number in order if read_number(reader.picture(number)) != number]
    assert wrong == []


def test_a_reader_at_rest_shows_what_it_kept_and_opens_the_file_again_for_the_rest(recording):
    with StillReader(recording, read_frame_index(recording)) as reader:
        reader.allow(100 << 20)
        reader.painted(60)
        reader.rest()
        assert painted_number(reader, 60) == 60, "kept"
        assert painted_number(reader, 10) == 10, "decoded anew"
        assert painted_number(reader, 0) == 0


def painted_number(reader: StillReader, number: int, box=None) -> int:
    return read_number(as_image(reader.painted(number, box)))


def as_image(painted: tuple[int, int, bytes]) -> Image.Image:
    width, height, data = painted
    return Image.frombytes("RGB", (width, height), data, "raw", "BGRX")


def test_warming_makes_what_lies_before_in_the_size_it_is_painted_in(recording):
    box = (320, 180)
    with StillReader(recording, read_frame_index(recording)) as reader:
        whole = as_image(reader.painted(55, box))
        reader.allow(100 << 20, box, backward=True)
        reader.painted(60, box)
        while reader.warm(60):
            pass
        held = [number for number in range(60) if number in reader._kept]
        small = as_image(reader.painted(55, box))
    assert held[-1] == 59
    assert held == list(range(held[0], 60)), "without a hole"
    assert small.size == whole.size == (320, 180)
    difference = ImageStat.Stat(ImageChops.difference(small, whole)).mean
    assert max(difference) < 4, "the same picture, scaled once or twice"
    assert read_number(small) == 55


def test_two_lanes_share_one_room_and_give_it_back(recording):
    room, made = SharedRoom(64 << 20), reel(recording, sounds=False)
    lanes = [Projector({made.footage_id: made}.get, lambda: None, room) for _ in range(2)]
    assert room.share_bytes == 32 << 20
    for lane in lanes:
        lane.close()
    assert room.share_bytes == 64 << 20


def test_stepping_back_through_several_key_frames_meets_each_picture(recording):
    watcher = Watcher()
    player = Player(watcher)
    try:
        show_one(player, recording, watcher, sounds=False)
        watcher.next_shown(lambda: player.seek(Fraction(170, 25)))
        for number in range(169, 40, -1):
            assert watcher.next_numbers(lambda: player.step(-1)) == (number, number)
    finally:
        player.close()


def test_playing_backward_in_a_small_box_shows_the_pictures_it_tells(recording):
    watcher = Watcher()
    player = Player(watcher)
    try:
        show_one(player, recording, watcher, sounds=False)
        watcher.next_shown(lambda: player.seek(Fraction(150, 25)))
        player.set_boxes({"a": (320, 180)})
        player.set_rate(-2.0)
        watcher.shown.clear()
        player.play()
        wait_until(lambda: any((each.lead.number or 0) < 40 for each in watcher.shown), 30)
        player.pause()
    finally:
        player.close()
    shown = [each.lead for each in watcher.shown]
    assert all(seen_number(each.picture) == each.number for each in shown)
    numbers = [each.number for each in shown]
    assert numbers == sorted(numbers, reverse=True)
