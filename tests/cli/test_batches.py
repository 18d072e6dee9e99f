import pytest

from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import take_in


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive", "jinpu")
    recordings.video(tmp_path / "card" / "DSJ-A1_20261118090000.mp4")
    (tmp_path / "card" / "Thumbs.db").write_bytes(b"x")
    take_in(office, tmp_path / "card")
    office.desk.close()

    def go(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return go


def test_a_batch_is_shown_with_its_clock_its_files_and_what_may_be_released(run, tmp_path):
    (listed,) = run("batch", "list").json["batches"]
    assert (listed["hand_in"], listed["release"]) == ("late", "one_copy")
    shown = run("batch", "show", listed["batch"]).json
    assert {each["outcome"] for each in shown["files"]} == {"imported", "skipped"}
    assert all(each["reason"] for each in shown["files"] if each["outcome"] == "skipped")
    assert run("batch", "explain", listed["batch"], "--reason", "设备送修").code == 0
    assert run("batch", "show", listed["batch"]).json["hand_in"]["state"] == "explained"
    form = tmp_path / "form.pdf"
    assert run("batch", "print", listed["batch"], "--out", form).code == 0
    assert form.read_bytes().startswith(b"%PDF")


def test_unrelated_footage_is_set_aside_and_taken_back_by_command(run):
    assert run("footage", "set-aside", 1).code == 2
    assert run("footage", "set-aside", 1, "--reason", "误触开机").code == 0
    assert run("footage", "list").json["total"] == 0
    assert run("footage", "list", "--set-aside").json["total"] == 1
    assert run("footage", "take-back", 1).code == 0
    assert run("footage", "list").json["total"] == 1
