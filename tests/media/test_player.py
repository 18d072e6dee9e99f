import sys
import time
from fractions import Fraction

import pytest

from archive_desk.domain.errors import Unavailable
from archive_desk.media import libvlc
from archive_desk.media.encoding import Sound, encode_sound, synthesise_voice
from archive_desk.media.frames import read_frame_index
from archive_desk.media.player import Player, PlayerState
from tests.helpers.numbered import record_kind
from tests.helpers.watching import Watcher, seen_number, wait_until

KINDS = ("h264 29.97", "h264 variable", "mjpeg avi", "transport stream", "fragmented", "matroska")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("played")
    made = {}

    def record(kind):
        if kind not in made:
            recording = record_kind(kind, folder, 90)
            made[kind] = (recording.path, read_frame_index(recording.path))
        return made[kind]

    return record


@pytest.fixture
def watcher():
    return Watcher()


@pytest.fixture
def player(watcher):
    player = Player(watcher)
    yield player
    player.close()


@pytest.fixture
def opened(player, watcher, recorded, tmp_path):
    def open_kind(kind):
        path, index = recorded(kind)
        first = watcher.next_picture(lambda: player.open(path, index, tmp_path / "scratch"))
        wait_until(lambda: player.state is PlayerState.PAUSED)
        assert (first.number, seen_number(first)) == (0, 0)
        return index

    return open_kind


@pytest.mark.parametrize("kind", KINDS)
def test_while_playing_each_picture_is_known_by_its_number(kind, opened, player, watcher):
    opened(kind)
    player.play()
    wait_until(lambda: player.position.at_ms > 1200)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    seen = [(seen_number(picture), picture.number) for picture in watcher.pictures]
    near = [abs(drawn - told) <= 1 for drawn, told in seen]
    assert len(seen) > 10
    assert sum(near) >= 0.9 * len(seen), seen


@pytest.mark.parametrize("kind", KINDS)
def test_paused_the_picture_is_exactly_the_one_that_the_time_says(kind, opened, player, watcher):
    index = opened(kind)
    player.play()
    wait_until(lambda: player.position.at_ms > 400)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    number = player.position.number
    assert seen_number(watcher.pictures[-1]) == number
    assert player.position.time == index.time_of(number)


def test_a_seek_shows_the_picture_of_that_time(opened, player, watcher):
    index = opened("h264 29.97")
    for at_ms in (2345, 100, 1999, 1200):
        picture = watcher.next_picture(lambda at_ms=at_ms: player.seek(at_ms))
        assert seen_number(picture) == index.frame_at(at_ms) == player.position.number


def test_stepping_moves_by_exactly_one_picture_there_and_back(opened, player, watcher):
    opened("h264 variable")
    watcher.next_picture(lambda: player.seek(700))
    start = player.position.number
    there = [seen_number(watcher.next_picture(lambda: player.step(1))) for _ in range(30)]
    back = [seen_number(watcher.next_picture(lambda: player.step(-1))) for _ in range(30)]
    assert there == list(range(start + 1, start + 31))
    assert back == list(reversed(range(start, start + 30)))


def test_playing_goes_on_from_where_one_has_stepped_to(opened, player, watcher):
    opened("h264 29.97")
    watcher.next_picture(lambda: player.seek(1500))
    watcher.pictures.clear()
    player.play()
    wait_until(lambda: len(watcher.pictures) > 8)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    assert all(seen_number(picture) >= 42 for picture in watcher.pictures[3:])


def test_at_the_end_the_last_picture_stays_and_play_begins_anew(opened, player, watcher):
    index = opened("h264 29.97")
    player.set_rate(4)
    player.seek(2600)
    player.play()
    wait_until(lambda: player.state is PlayerState.ENDED)
    assert seen_number(watcher.pictures[-1]) == index.count - 1
    player.set_rate(1)
    player.play()
    wait_until(lambda: player.state is PlayerState.PLAYING and 0 < player.position.at_ms < 1000)


def test_twice_the_speed_takes_half_the_time(opened, player):
    opened("h264 29.97")
    player.set_rate(2)
    player.play()
    wait_until(lambda: player.position.at_ms > 500)
    begun, at_ms = time.monotonic(), player.position.at_ms
    wait_until(lambda: player.position.at_ms > at_ms + 1500)
    assert 0.6 < time.monotonic() - begun < 0.95


def test_sound_alone_plays_and_tells_its_time(player, tmp_path):
    voice = synthesise_voice(5, 3)
    encode_sound(tmp_path / "s.wav", Sound(voice.samples, voice.rate, "pcm_s16le"))
    player.open(tmp_path / "s.wav", None, tmp_path, 3000)
    player.play()
    wait_until(lambda: player.position.at_ms > 700)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    assert player.position.number is None
    player.seek(2000)
    wait_until(lambda: player.position.at_ms == 2000)
    assert player.position.time == Fraction(2)


def test_a_file_that_libvlc_refuses_says_so(player, watcher, tmp_path):
    (tmp_path / "words.mp4").write_bytes(b"not a recording" * 100)
    player.open(tmp_path / "words.mp4", None, tmp_path)
    player.play()
    wait_until(lambda: player.state in (PlayerState.FAILED, PlayerState.ENDED))


def test_what_was_copied_for_playing_is_gone_afterwards(opened, player, tmp_path):
    opened("fragmented")
    player.play()
    wait_until(lambda: player.state is PlayerState.PLAYING)
    assert [path.suffix for path in (tmp_path / "scratch").iterdir()] == [".mp4"]
    player.unload()
    wait_until(lambda: player.state is PlayerState.EMPTY)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_without_libvlc_the_line_to_type_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "vlc", None)
    with pytest.raises(Unavailable, match="apt install libvlc5"):
        libvlc.load_libvlc()
    assert "winget install VideoLAN.VLC" in libvlc.missing_libvlc("win32")


@pytest.mark.parametrize("kind", ["matroska", "mjpeg avi", "h264 29.97"])
def test_playing_from_the_middle_knows_its_pictures_too(kind, opened, player, watcher):
    opened(kind)
    watcher.next_picture(lambda: player.seek(1500))
    watcher.pictures.clear()
    player.play()
    wait_until(lambda: player.position.at_ms > 2300)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    seen = [(seen_number(picture), picture.number) for picture in watcher.pictures]
    near = [abs(drawn - told) <= 1 for drawn, told in seen]
    assert sum(near) >= 0.85 * len(seen), seen
