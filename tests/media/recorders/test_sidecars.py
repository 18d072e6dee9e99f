from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from archive_desk.media.recorders.families import read_families
from archive_desk.media.recorders.sidecars import Companions, read_sidecar
from archive_desk.paths import resources


def belongs_to(sidecar, recordings):
    return Companions(recordings).of(sidecar)


SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = read_families(resources() / "recorders").sidecars


def test_a_sidecar_belongs_to_the_recording_of_the_same_name():
    cards = ["a/one.mp4", "a/two.mp4", "b/one.mp4"]

    assert belongs_to("a/one.json", cards) == "a/one.mp4"
    assert belongs_to("b/one.vtt", cards) == "b/one.mp4"


def test_a_trail_belongs_to_the_recording_it_begins_like():
    cards = ["x/20230214_093015_4F2A.mkv", "x/20230214_094015_4F2B.mkv"]

    assert belongs_to("x/20230214_094015_4F2B_gpstrail.json", cards) == cards[1]


def test_the_only_recording_of_a_folder_owns_what_lies_beside_it():
    assert belongs_to("x/complete", ["x/clip.mkv"]) == "x/clip.mkv"
    assert belongs_to("x/complete", ["x/clip.mkv", "x/other.mkv"]) is None
    assert belongs_to("y/complete", ["x/clip.mkv"]) is None


def test_json_points_give_the_first_time():
    content = b'{"officer": "012345", "Points": [{"Time": "2023-02-14T01:30:15Z"}, {"Time": 1}]}'

    facts = read_sidecar(content, WORDS, SHANGHAI)

    assert facts.officer == "012345"
    assert facts.start is not None
    assert facts.start.at == datetime(2023, 2, 14, 1, 30, 15, tzinfo=UTC)
    assert facts.start.zoned


def test_station_xml_speaks_pinyin():
    content = "<f><sbbh>8888888</sbbh><jybh>012345</jybh><pssj>2023-02-14 09:30:15</pssj></f>"

    facts = read_sidecar(content.encode(), WORDS, SHANGHAI)

    assert (facts.device, facts.officer) == ("8888888", "012345")
    assert facts.start is not None
    assert facts.start.at == datetime(2023, 2, 14, 9, 30, 15, tzinfo=SHANGHAI)


def test_device_data_in_gbk_is_read():
    content = "单位=城关\nDeviceID=DSJ-A1\nOfficer=张某\n".encode("gb18030")

    facts = read_sidecar(content, WORDS, SHANGHAI)

    assert (facts.device, facts.officer) == ("DSJ-A1", "张某")


def test_nonsense_says_nothing():
    for content in (b"", b"{", b"<a", b"\xff\xfe\x00\x01", b"[" * 100_000, b"time = soon"):
        facts = read_sidecar(content, WORDS, SHANGHAI)
        assert (facts.device, facts.officer, facts.start) == ("", "", None)


def test_data_of_a_recording_that_is_not_there_belongs_to_no_other():
    cards = ["x/8888888_000000_20260129205547_0001.mp4", "x/8888888_000000_20260129210000_0002.mp4"]

    assert belongs_to("x/8888888_000000_20260129211500_0009.json", cards) is None
    assert belongs_to("x/8888888_000000_20260129211500_0009.json", cards[:1]) is None
    assert belongs_to("x/8888888_000000_20260129205547_0001_gps.json", cards) == cards[0]
    assert belongs_to("x/8888888_000000_20260129205547_00011.json", cards) is None


def test_a_second_ending_does_not_part_them():
    cards = ["x/jkl.mp4", "x/mno.mp4"]

    assert belongs_to("x/jkl.mp4.ini", cards) == "x/jkl.mp4"
    assert belongs_to("x/jkl.metadata.json", cards) == "x/jkl.mp4"


def test_an_ini_file_with_sections_is_read():
    content = b"[REC]\r\nsbbh=7300002\r\njybh=012378\r\npssj=20260214093015\r\n"

    facts = read_sidecar(content, WORDS, SHANGHAI)

    assert (facts.device, facts.officer) == ("7300002", "012378")
    assert facts.start is not None
    assert facts.start.at == datetime(2026, 2, 14, 9, 30, 15, tzinfo=SHANGHAI)


def test_subtitles_that_hold_an_object_for_each_second_are_read():
    content = (
        b"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n"
        b'{"officer": "012399", "gps": "N42 W72", "time": "2026-02-14T01:30:15Z"}\n'
    )

    facts = read_sidecar(content, WORDS, SHANGHAI)

    assert facts.officer == "012399"
    assert facts.start is not None
    assert facts.start.at == datetime(2026, 2, 14, 1, 30, 15, tzinfo=UTC)
