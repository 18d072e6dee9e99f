from datetime import UTC, datetime

from archive_desk.domain.timed_texts import TimedText, read_texts, texts_at

BEGUN = datetime(2026, 11, 19, 1, 30, 15, tzinfo=UTC)

VTT = """WEBVTT

NOTE made by a recorder

intro
00:01.000 --> 00:02.500 line:0
<v 林>您好，我们是执法人员</v>

01:00:00.000 --> 01:00:01.000
第二句
"""

SRT = """1
00:00:01,250 --> 00:00:03,000
{\\an8}<i>one</i>
two

2
00:00:02,000 --> 00:00:04,000
three
"""

NMEA = """$GPGGA,013016.00,4150.1234,N,12355.4321,E,1,08,1.0,50.0,M,,M,,*5C
$GPRMC,013016.00,A,4150.1234,N,12355.4321,E,005.4,084.4,191126,,,A*7A
$GPRMC,013017.00,V,,,,,,,191126,,,N*53
$GPRMC,013018.00,A,4150.1240,N,12355.4330,E,000.0,084.4,191126,,,A*7B
"""


def test_subtitles_are_read_without_their_markup():
    first, second = read_texts(VTT.encode(), "a.vtt", None)
    assert first == TimedText(1000, 2500, "您好，我们是执法人员")
    assert second.from_ms == 3_600_000
    assert [each.text for each in read_texts(SRT.encode("gb18030"), "a.srt", None)] == [
        "one\ntwo",
        "three",
    ]


def test_what_belongs_to_a_moment_is_found():
    texts = read_texts(SRT.encode(), "a.srt", None)
    assert [len(texts_at(texts, at)) for at in (1000, 1250, 2500, 3500, 4000)] == [0, 1, 2, 1, 0]


def test_a_gps_trail_is_laid_at_the_recorders_time():
    first, second = read_texts(NMEA.encode(), "a.nmea", BEGUN)
    assert (first.from_ms, first.to_ms) == (1000, 3000)
    assert first.text == "41.835390°N  123.923868°E  10 km/h"
    assert second.from_ms == 3000
    assert read_texts(NMEA.encode(), "a.nmea", None) == ()


def test_what_is_not_understood_is_left_out():
    assert read_texts(b"\x00\xff\x81garbage --> $GPRMC,,A", "x", BEGUN) == ()
