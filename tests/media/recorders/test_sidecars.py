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
