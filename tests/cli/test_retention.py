import pytest

from archive_desk.services.casework import Casework
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import recording, registered


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive", "shuncheng")
    number = recording(office)
    case = registered(office, no="A1")
    Casework(office.desk).link(office["archivist"], case.no, [number], stage="送达")
    recording(office)
    office.desk.close()

    def go(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return go


def test_how_long_something_is_kept_stands_in_the_register_and_explains_itself(run):
    (kept,) = run("retention", "show", "--footage", 1).json["retention"]
    assert (kept["class"], kept["permanent"]) == ("evidence", True)
    assert (kept["template"], kept["version"], kept["article"]) == ("shuncheng", 1, "第十二条")
    assert kept["steps"]
    assert run("footage", "show", 1).json["retention"] == kept
    assert run("case", "show", "A1").json["retention"]["permanent"] is True


def test_an_event_a_choice_and_a_hold_are_entered_by_command(run):
    codes = [each["code"] for each in run("retention", "events").json["events"]]
    assert len(codes) == 8
    chosen = run(
        "retention", "choose", "--footage", 2, "--activity", "patrol", "--reason", "例行巡查"
    )
    assert chosen.json["retention"][0]["class"] == "patrol"
    words = ("--code", "objection_complaint", "--on", "2026-11-19", "--reason", "来电投诉")
    raised = run("retention", "event", "--footage", 2, *words).json["retention"][0]
    assert raised["class"] == "long_term"
    number = raised["events"][0]["event"]
    assert run("retention", "withdraw", number, "--reason", "登记有误").code == 0
    listed = run("retention", "proposals").json
    assert (listed["total"], listed["proposals"][0]["proposed"]["class"]) == (1, "patrol")
    held = run(
        "hold", "place", "--case", "A1", "--ground", "litigation", "--document", "（2026）行初1号",
        "--reason", "应诉",
    )  # fmt: skip
    assert held.json["holds"][0]["standing"] is True
    assert run("retention", "show", "--footage", 1).json["retention"][0]["holds"]
    no = held.json["holds"][0]["hold"]
    assert run("hold", "release", no, "--reason", "判决生效").json["holds"][0]["standing"] is False
    assert run("hold", "list").json["holds"] == []


def test_the_schedule_is_shown_and_decided_by_command(run):
    assert run("retention", "schedule").json["decided"] is False
    assert run("retention", "schedule", "--long-term-years", 20).code == 2
    decided = run(
        "retention", "schedule", "--document", "保管期限表", "--long-term-years", 40,
        "--case", "licence=10",
    )  # fmt: skip
    assert (decided.json["decided"], decided.json["cases"]["licence"]) == (True, "10")
    assert run("retention", "review").json["looked"] == 3
    assert run("retention", "schedule", "--case", "x=1").code == 2
    assert run("retention", "show", "--case", "A1", account="officer").code == 0
    assert run("retention", "review", account="officer").code == 3
