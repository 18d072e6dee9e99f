import pytest

from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.damage import mutated, without_index
from tests.helpers.taking_in import take_in


@pytest.fixture
def clerk(console, tmp_path):
    office = staffed_office(tmp_path / "archive")
    card = tmp_path / "card"
    whole = recordings.video(tmp_path / "w.mp4", seconds=4, faststart=True, sound=True)
    plain = recordings.video(tmp_path / "p.mp4", seconds=3, sound=True, text="b")
    recordings.video(card / "8810021_012345_20261119093015_0001.mp4", seconds=2, sound=True)
    mutated(whole, card / "8810021_012345_20261119094015_0002.mp4", at=0.6)
    without_index(plain, card / "8810021_012345_20261119095015_0003.mp4")
    take_in(office, card)
    office.desk.close()

    def run(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return run


def test_a_batch_is_examined_and_shown(clerk):
    done = clerk("footage", "examine", "--batch", "2026-0001")

    assert done.code == 1
    assert [each["health"] for each in done.json["examined"]] == [
        "sound",
        "undecodable",
        "missing_index",
    ]
    number = done.json["examined"][1]["id"]
    shown = clerk("footage", "show", number).json
    assert shown["health"] == "undecodable"
    assert shown["examination"]["by"]
    stretch = next(s for s in shown["examination"]["stretches"] if s["damage"])
    assert stretch["to_ms"] > stretch["from_ms"]
    assert "–" in stretch["message"]
    assert clerk("footage", "examine", done.json["examined"][0]["id"]).code == 0


def test_a_copy_is_made_and_shown(clerk):
    made = clerk("footage", "repair", 3)

    assert made.code == 0, made.out
    assert made.json["pictures"] == 30
    assert clerk("footage", "show", 3).json["repairs"][0]["sha256"] == made.json["sha256"]
    assert clerk("footage", "show", 3).json["health"] == "missing_index"


def test_wrong_words_and_people_are_turned_away(clerk):
    assert clerk("footage", "examine", "x").code == 2
    assert clerk("footage", "examine").code == 2
    assert clerk("footage", "repair", 99).code == 2
    assert clerk("footage", "examine", 1, account="officer").code == 3
