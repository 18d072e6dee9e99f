from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive_desk.services.casework import Casework
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued, new_take, stored
from tests.helpers.recordings import video

PROMISED = {
    *("id", "name", "kind", "device", "officer", "started_at", "started_by", "doubts"),
    *("duration_ms", "sha256", "sm3", "take", "cases", "health", "path"),
}


@pytest.fixture
def officer(console, tmp_path):
    """Runs a command as an officer of an archive with a take of two parts and a short video."""
    office = staffed_office(tmp_path / "archive")
    take = new_take(office)
    facts = {"take_id": take, "device": "0000012", "officer": "林知远", "section": "甲科"}
    first = catalogued(office, NINE, device_time=NINE, **facts)
    later = NINE + timedelta(hours=1, seconds=30)
    catalogued(office, later, device_time=later, **facts)
    stored(office, video(tmp_path / "short.mp4"), doubts='["future"]', device="0000077")
    case = registered(office, no="A1")
    Casework(office.desk).link(office["archivist"], case.no, [first])
    office.desk.close()

    def run(*words, account="officer"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return run


def test_recordings_are_listed_with_the_promised_fields(officer):
    result = officer("footage", "list")
    assert result.code == 0, result.out
    assert result.json["total"] == 3
    first = result.json["footage"][0]
    assert set(first) >= PROMISED
    assert datetime.fromisoformat(first["started_at"]) == NINE
    assert first["started_at"].endswith("+08:00")
    assert first["cases"] == ["A1"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--case", "A1"), [1]),
        (("--text", "知远"), [1, 2]),
        (("--text", "无证办学"), [1]),
        (("--section", "甲科"), [1, 2]),
        (("--device", "0000077"), [3]),
        (("--officer", "林知远", "--from", "2026-11-18T10:00:00+08:00"), [2]),
        (("--to", "2026-11-18T10:00:00"), [1, 3]),
        (("--party", "示例"), [1]),
        (("--cause", "无证办学"), [1]),
        (("--doubtful",), [3]),
        (("--unfiled",), [2, 3]),
        (("--limit", "1"), [1]),
        (("--limit", "1", "--offset", "2", "--sort", "imported"), [3]),
        (("--sort", "imported", "--descending"), [3, 2, 1]),
        (("--kind", "照片"), []),
        (("--text", "没有"), []),
    ],
)
def test_filters_narrow_the_list(officer, words, found):
    result = officer("footage", "list", *words)
    assert result.code == 0, result.out
    assert sorted(each["id"] for each in result.json["footage"]) == sorted(found)


def test_one_recording_is_shown_with_its_original(officer):
    shown = officer("footage", "show", 3).json
    assert set(shown) >= PROMISED | {"claims", "links", "names"}
    assert shown["doubts"] == ["future"]
    assert Path(shown["path"]).read_bytes()[4:8] == b"ftyp"


def test_takes_have_their_parts_and_gaps(officer):
    for words in ((), ("--case", "A1")):
        (take,) = officer("footage", "takes", *words).json["takes"]
        assert take["footage"] == [1, 2]
        (gap,) = take["gaps"]
        assert gap["explained"] is False
        begins, ends = (datetime.fromisoformat(gap[key]) for key in ("from", "to"))
        assert (begins, ends - begins) == (NINE + timedelta(hours=1), timedelta(seconds=30))


def test_frames_are_counted_exactly(officer):
    assert officer("footage", "frames", 3, "--at", 350).json == {
        "footage": 3,
        "frames": 10,
        "frame": 3,
        "time_ms": 300,
        "time": "3/10",
    }
    assert officer("footage", "frames", 3).json["time"] == "0/1"


@pytest.mark.parametrize(("at", "frame"), [("-5", 0), ("99999999999999999999", 9), ("900", 9)])
def test_before_the_first_picture_and_after_the_last_the_nearest_is_told(officer, at, frame):
    assert officer("footage", "frames", 3, "--at", at).json["frame"] == frame


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("footage", "show", "99"), 2),
        (("footage", "show", "x"), 2),
        (("footage", "list", "--case", "none"), 2),
        (("footage", "takes", "--case", "none"), 2),
        (("footage", "list", "--from", "gestern"), 2),
        (("footage", "list", "--kind", "tanz"), 2),
        (("footage", "frames", "1"), 4),
        (("footage", "frames", "3", "--at", "nan"), 2),
        (("footage", "frames", "3", "--at", "1.5"), 2),
        (("footage", "correct", "1", "--reason", "x", "--officer", "y"), 3),
    ],
)
def test_what_cannot_be_is_said_with_its_code(officer, words, code):
    result = officer(*words)
    assert result.code == code
    assert result.json["error"]["message"]


def test_the_clerk_corrects_a_start(officer):
    words = ("footage", "correct", "3", "--reason", "核对", "--started", "2026-11-18T08:00")
    result = officer(*words, account="archivist")
    assert result.code == 0, result.out
    assert result.json["started_at"] == "2026-11-18T08:00:00+08:00"
    assert (result.json["started_by"], result.json["doubts"]) == ("person", [])


def test_people_read_lines(officer, console, tmp_path):
    as_officer = ("--archive", tmp_path / "archive", "--as", "officer")
    assert "林知远\t甲科\t完好\tA1" in console("footage", "list", *as_officer).out
    assert "中断 30 秒" in console("footage", "takes", *as_officer).out
    assert "共 10 帧" in console("footage", "frames", "3", *as_officer).out
    assert "SHA-256" in console("footage", "show", "3", *as_officer).out


def test_a_recording_is_flagged_listed_and_unflagged(officer):
    why = ("--reason", "画面中有学生")
    assert officer("footage", "flag", "1", "--as-kind", "minor", *why).code == 3
    done = officer("footage", "flag", "1", "--as-kind", "minor", *why, account="archivist")
    assert done.json["flags"] == [{"footage": 1, "sensitivity": ["minor"]}]
    (row,) = officer("footage", "list", "--sensitivity", "minor").json["footage"]
    assert (row["id"], row["sensitivity"]) == (1, ["minor"])
    assert officer("footage", "list", "--sensitivity", "privacy").json["footage"] == []
    (flag,) = officer("footage", "show", "1").json["flags"]
    assert (flag["sensitivity"], flag["reason"], flag["lifted_at"]) == ("minor", why[1], None)
    lift = ("footage", "unflag", "1", "--as-kind", "minor", "--reason", "已遮挡")
    assert officer(*lift, account="archivist").code == 3
    assert officer(*lift, account="unit_head").json["flags"] == []
    assert officer("footage", "list", "--sensitive").json["footage"] == []
