import itertools
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.programmes import programme_of
from archive_desk.domain.sentences import say
from archive_desk.media import libvlc
from archive_desk.media.encoding import Sound, encode_sound, synthesise_voice
from archive_desk.media.frames import read_frame_index
from archive_desk.media.player import Player, PlayerState, Reel
from tests.helpers.numbered import record_kind
from tests.helpers.watching import (
    ONLY,
    Watcher,
    alone,
    line,
    play_for,
    reels_of,
    seen_number,
    segment,
    show_one,
    wait_until,
)

KINDS = (
    "h264 25",
    "h264 29.97",
    "h264 variable",
    "h265 30",
    "mjpeg avi",
    "transport stream",
    "fragmented",
    "matroska",
)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("played")
    made = {}

    def record(kind):
        if kind not in made:
            made[kind] = record_kind(kind, folder, 90).path
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
def opened(player, watcher, recorded):
    return lambda kind: show_one(player, recorded(kind), watcher)


@pytest.fixture
def reel_of(recorded):
    def make(kind, number):
        path = recorded(kind)
        return Reel(number, path, read_frame_index(path), sounds=True)

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_while_playing_and_paused_each_picture_is_the_one_that_is_told(
    kind, opened, player, watcher
):
    index = opened(kind)
    shown = play_for(player, watcher, 0.45)
    seen = [(seen_number(each.lead.picture), each.lead.number) for each in shown]
    assert len(seen) > 4
    assert all(drawn == told for drawn, told in seen), seen
    assert [each.lead.time for each in shown] == [index.time_of(told) for _, told in seen]
    assert player.shown.lead.number == seen[-1][1]


@pytest.mark.parametrize("rate", [0.1, 0.5, 4, 16, -1, -4])
def test_at_any_speed_and_backward_the_picture_told_is_the_one_shown(rate, opened, player, watcher):
    index = opened("h264 29.97")
    player.seek(Fraction(1) if rate > 0 else index.length - Fraction(1, 10))
    player.set_rate(rate)
    shown = play_for(player, watcher, 0.3)
    numbers = [each.lead.number for each in shown]
    assert [seen_number(each.lead.picture) for each in shown] == numbers
    assert numbers == sorted(numbers, reverse=rate < 0)
    assert len(set(numbers)) > (3 if abs(rate) > 0.1 else 0)


def test_playing_takes_as_long_as_it_should(opened, player, watcher):
    opened("h264 29.97")
    player.set_rate(2)
    player.play()
    wait_until(lambda: player.shown.place > Fraction(1, 2))
    begun, place = time.monotonic(), player.shown.place
    wait_until(lambda: player.shown.place > place + Fraction(3, 2))
    assert 0.6 < time.monotonic() - begun < 0.95


def test_a_seek_shows_the_picture_of_that_time(opened, player, watcher):
    index = opened("h264 29.97")
    for at_ms in (2345, 100, 1999, 1200):
        place = Fraction(at_ms, 1000)
        drawn, told = watcher.next_numbers(lambda place=place: player.seek(place))
        assert drawn == told == index.frame_at(at_ms)


def test_stepping_moves_by_exactly_one_picture_there_and_back(opened, player, watcher):
    opened("h264 variable")
    start, _ = watcher.next_numbers(lambda: player.seek(Fraction(7, 10)))
    there = [watcher.next_numbers(lambda: player.step(1)) for _ in range(30)]
    back = [watcher.next_numbers(lambda: player.step(-1)) for _ in range(30)]
    assert there == [(n, n) for n in range(start + 1, start + 31)]
    assert back == [(n, n) for n in reversed(range(start, start + 30))]


def test_a_seek_while_it_plays_goes_on_from_there(opened, player, watcher):
    opened("h264 29.97")
    player.play()
    wait_until(lambda: player.shown.lead.number > 5)
    player.seek(Fraction(2))
    wait_until(lambda: player.shown.lead.number > 62)
    assert player.state is PlayerState.PLAYING


def test_at_the_end_the_last_picture_stays_and_play_begins_anew(opened, player, watcher):
    index = opened("h264 29.97")
    player.set_rate(4)
    player.seek(Fraction(26, 10))
    player.play()
    wait_until(lambda: player.state is PlayerState.ENDED)
    assert seen_number(player.shown.lead.picture) == index.count - 1
    player.set_rate(1)
    player.play()
    wait_until(lambda: player.state is PlayerState.PLAYING and 0 < player.shown.place < 1)


def test_a_part_is_played_over_and_over(opened, player, watcher):
    opened("h264 25")
    player.set_loop((Fraction(1), Fraction(13, 10)))
    player.seek(Fraction(1))
    shown = play_for(player, watcher, 0.9)
    numbers = [each.lead.number for each in shown]
    assert set(numbers) <= set(range(25, 34))
    assert sum(after < before for before, after in itertools.pairwise(numbers)) >= 2


def test_a_take_plays_over_its_segments_without_a_stop(reel_of, player, watcher):
    first, second = reel_of("h264 25", 1), reel_of("transport stream", 2)
    programme = programme_of(line([segment(first), segment(second, 3.6)]))
    player.open(programme, reels_of(first, second), Fraction(3), "a")
    wait_until(lambda: bool(watcher.shown))
    watcher.shown.clear()
    came = []
    player.play()
    while player.shown.place < Fraction(42, 10):
        came.append((time.monotonic(), player.shown.lead.footage_id, player.shown.lead.number))
        time.sleep(0.005)
    changes = [now for before, now in itertools.pairwise(came) if now[1:] != before[1:]]
    assert {footage_id for _, footage_id, _ in changes} == {1, 2}
    pauses = [b[0] - a[0] for a, b in itertools.pairwise(changes)]
    assert max(pauses) < 0.25
    assert [n for _, footage_id, n in changes if footage_id == 2][:3] == [0, 1, 2]


def test_a_gap_is_passed_on_a_card_and_stepping_leads_over_it(reel_of, player, watcher):
    first, second = reel_of("h264 25", 1), reel_of("transport stream", 2)
    programme = programme_of(line([segment(first), segment(second, 60)]))
    player.open(programme, reels_of(first, second), Fraction(35, 10), "a")
    wait_until(lambda: bool(watcher.shown))
    shown = play_for(player, watcher, 0.5)
    assert shown[0].lead.footage_id == 1
    assert shown[-1].lead.footage_id is None
    drawn, told = watcher.next_numbers(lambda: player.step(1))
    assert (player.shown.lead.footage_id, drawn, told) == (2, 0, 0)


def test_four_recorders_are_never_apart_while_they_play_and_after_a_seek(reel_of, player, watcher):
    kinds = ("h264 25", "transport stream", "fragmented", "h264 25")
    reels = [reel_of(kind, number) for number, kind in enumerate(kinds, 1)]
    programme = programme_of(line(*[[segment(each)] for each in reels]))
    player.open(programme, reels_of(*reels), Fraction(0), "a")
    wait_until(lambda: bool(watcher.shown))
    shown = play_for(player, watcher, 1.0)
    player.seek(Fraction(3))
    wait_until(lambda: player.shown.place == 3)
    shown.append(player.shown)
    assert len(shown) > 10
    for each in shown:
        drawn = [seen_number(lane.picture) for lane in each.lanes]
        assert drawn == [lane.number for lane in each.lanes]
        assert max(drawn) - min(drawn) <= 1
    assert drawn == [75, 75, 75, 75]


def test_what_cannot_be_shown_is_said_and_the_rest_goes_on(reel_of, player, watcher, tmp_path):
    bad = Reel(ONLY, tmp_path / "x.mp4", trouble=say("文件不存在"))
    good = reel_of("h264 25", 2)
    programme = programme_of(line([segment(bad), segment(good, 10)]))
    player.open(programme, reels_of(bad, good), Fraction(24, 10), "a")
    wait_until(lambda: bool(watcher.shown))
    assert watcher.shown[-1].lead.trouble == say("文件不存在")
    player.play()
    wait_until(lambda: player.shown.lead.footage_id == 2 and player.shown.lead.number)


def test_playing_waits_for_a_recording_that_is_still_being_opened(reel_of, player, watcher):
    first, second = reel_of("h264 25", 1), reel_of("transport stream", 2)
    programme = programme_of(line([segment(first), segment(second, 3.6)]))
    player.open(programme, reels_of(first), Fraction(33, 10), "a")
    player.play()
    wait_until(lambda: player.shown is not None and player.shown.lead.waiting)
    time.sleep(0.2)
    player.supply(second)
    wait_until(lambda: player.shown.lead.footage_id == 2 and player.shown.lead.number)


def test_sound_alone_plays_and_tells_its_time(player, watcher, tmp_path):
    voice = synthesise_voice(5, 3)
    encode_sound(tmp_path / "s.wav", Sound(voice.samples, voice.rate, "pcm_s16le"))
    made = Reel(ONLY, tmp_path / "s.wav", None, sounds=True)
    player.open(alone(made, Fraction(3)), reels_of(made), Fraction(0), "a")
    player.play()
    wait_until(lambda: player.shown is not None and player.shown.lead.at_ms > 700)
    player.pause()
    wait_until(lambda: player.state is PlayerState.PAUSED)
    assert player.shown.lead.number is None
    player.seek(Fraction(2))
    wait_until(lambda: player.shown.lead.at_ms == 2000)


def test_without_libvlc_pictures_play_and_the_line_to_type_is_said(
    monkeypatch, opened, player, watcher
):
    monkeypatch.setitem(sys.modules, "vlc", None)
    libvlc.shared_instance.cache_clear()
    with pytest.raises(Unavailable, match="apt install libvlc5"):
        libvlc.load_libvlc()
    assert "winget install VideoLAN.VLC" in libvlc.missing_libvlc("win32")
    opened("h264 25")
    shown = play_for(player, watcher, 0.4)
    assert len(shown) > 5
    assert "apt install libvlc5" in str(watcher.troubles[0])


def test_a_machine_without_a_sound_card_is_known(tmp_path, monkeypatch):
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    assert not libvlc.has_sound_card("linux", tmp_path, tmp_path)
    assert libvlc.has_sound_card("win32", tmp_path, tmp_path)
    Path(tmp_path / "pcmC0D0p").touch()
    assert libvlc.has_sound_card("linux", tmp_path, tmp_path)
