import pytest

from tests.helpers.archives import staffed_office

SAMPLE = "AXON_Body_X81_Video_2026-03-14_0930.mp4"


@pytest.fixture
def clerk(console, tmp_path):
    staffed_office(tmp_path / "archive").desk.close()

    def run(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return run


def test_a_way_of_naming_is_proposed_added_tried_and_taken_away(clerk):
    parts = clerk("naming", "propose", SAMPLE, "--mark", "device=X81").json["parts"]
    assert {"meaning": "device", "text": "X81"} in parts
    assert clerk("naming", "try", SAMPLE).code == 1

    added = clerk("naming", "add", SAMPLE, "--mark", "device=X81", "--title", "甲厂")

    assert added.code == 0, added.out
    tried = clerk("naming", "try", SAMPLE.replace("X81", "Y2"))
    assert tried.code == 0
    (name,) = tried.json["names"]
    assert (name["title"], name["device"]) == ("甲厂", "Y2")
    assert name["times"][0]["at"] == "2026-03-14T09:30:00+08:00"
    own = [each for each in clerk("naming", "list").json["families"] if each["own"]]
    assert [each["key"] for each in own] == [added.json["key"]]
    assert clerk("naming", "off", added.json["key"]).json["active"] is False
    assert clerk("naming", "try", SAMPLE).code == 1
    assert clerk("naming", "on", added.json["key"]).code == 0
    assert clerk("naming", "delete", added.json["key"]).code == 0
    assert clerk("naming", "delete", added.json["key"]).code == 2


def test_wrong_marks_and_people_are_turned_away(clerk):
    assert clerk("naming", "propose", SAMPLE, "--mark", "colour=X81").code == 2
    assert clerk("naming", "propose", SAMPLE, "--mark", "device=Z9").code == 2
    words = ("naming", "add", SAMPLE, "--title", "甲厂")
    assert clerk(*words, account="officer").code == 3
