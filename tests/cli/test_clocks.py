from datetime import UTC, datetime, timedelta

import pytest

from tests.helpers.archives import staffed_office
from tests.helpers.filmed import film_of_clock
from tests.helpers.recordings import video
from tests.helpers.taking_in import take_in

NAME = "8810021_012345_20261119093015_0001.mp4"
INSIDE = datetime(2026, 11, 19, 9, 30, 15, tzinfo=UTC)


@pytest.fixture
def clerk(console, tmp_path):
    """Runs a command as the clerk of an archive with one recording labelled UTC."""
    office = staffed_office(tmp_path / "archive")
    video(tmp_path / "card" / NAME, created=INSIDE)
    take_in(office, tmp_path / "card")
    office.desk.close()

    def run(*words):
        return console(*words, "--archive", tmp_path / "archive", "--as", "archivist", "--json")

    return run


def test_a_clock_error_is_previewed_stated_listed_and_withdrawn(clerk):
    words = ("clock", "set", "8810021", "--offset", "95", "--reason", "对表")
    shown = clerk(*words, "--preview")
    assert (shown.code, shown.json["applied"]) == (0, False)
    assert clerk("clock", "show", "8810021").json["errors"] == []

    stated = clerk(*words, "--from", "2026-11-01", "--until", "2026-12-01")

    assert stated.code == 0
    (change,) = stated.json["changed"]
    assert change["after"] == "2026-11-19T09:28:40+08:00"
    told = clerk("footage", "show", change["footage"]).json
    assert told["started_at"] == "2026-11-19T09:28:40+08:00"
    assert told["device_time"] == "2026-11-19T09:30:15+08:00"
    assert told["time"]["clock_error"]["offset_ms"] == 95_000
    (device,) = clerk("clock", "list").json["devices"]
    assert device["error"]["reason"] == "对表"
    number = stated.json["error"]["id"]
    assert clerk("clock", "withdraw", number, "--reason", "读错").code == 0
    assert clerk("footage", "show", change["footage"]).json["time"]["clock_error"] is None


def test_what_the_device_showed_and_what_was_true_give_the_error(clerk):
    shows, true = "2026-11-19T10:00:00", "2026-11-19T10:00:30"
    words = ("--device-shows", shows, "--true", true, "--reason", "对表")
    stated = clerk("clock", "set", "8810021", *words)

    assert stated.json["error"]["offset_ms"] == -30_000
    assert stated.json["error"]["measured_at"] == "2026-11-19T10:00:30+08:00"
    assert clerk("clock", "set", "8810021", "--reason", "对表").code == 2


def test_a_film_of_the_clock_is_read_and_stated(clerk, tmp_path):
    true = datetime(2026, 11, 20, 1, 20, 0, tzinfo=UTC)
    path = film_of_clock(tmp_path / "film" / "8810021_012345_20261120092135_0001.mp4", true)

    read = clerk("clock", "film", path, "--state", "--reason", "拍摄校时画面")

    assert read.code == 0, read.out
    assert abs(read.json["offset_ms"] - 95_000) < 80
    assert read.json["error"]["how"] == "filmed"
    assert len(read.json["changed"]) == 1


def test_a_fault_is_proposed_confirmed_and_taken_back(clerk):
    found = clerk("clock", "faults", "--device", "8810021")
    assert found.code == 1
    inside, name = found.json["proposals"]
    assert (inside["fault"], inside["rival"], name["fault"]) == ("utc", "name_utc", "name_utc")
    assert inside["evidence"][0]["difference_ms"] == timedelta(hours=8) / timedelta(milliseconds=1)

    words = ("--confirm", inside["key"], "--reason", "说明书如此")
    done = clerk("clock", "faults", "--device", "8810021", *words)

    assert done.code == 0, done.out
    assert clerk("clock", "faults", "--device", "8810021").code == 0
    (footage,) = done.json["footage"]
    assert clerk("footage", "show", footage).json["time"]["ruling"]["fault"] == "utc"
    assert clerk("clock", "unconfirm", done.json["act"], "--reason", "弄错").code == 0
    assert clerk("clock", "faults", "--device", "8810021").code == 1
    assert clerk("clock", "faults", "--confirm", "x", "--reason", "y").code == 2
