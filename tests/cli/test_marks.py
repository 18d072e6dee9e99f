"""Marks, required scenes and documents' times, by command."""

from datetime import datetime, timedelta

import pytest

from archive_desk.domain.cases import DocumentDraft
from archive_desk.services.casework import Casework
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, recording, registered

LONG = "现场📷：\n" + "很" * 1990


@pytest.fixture
def room(console, tmp_path):
    office = staffed_office(tmp_path / "archive")

    def run(*words, as_="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", as_, "--json")

    yield office, run
    office.desk.close()


def test_a_mark_is_set_changed_taken_away_and_put_back_and_its_history_tells(room):
    office, run = room
    footage_id = recording(office)
    made = run("mark", "add", footage_id, "--at", 5000, "--category", "取证", "--note", LONG).json
    assert (made["note"], made["to_ms"], made["colour"]) == (LONG, None, "amber")
    mark = made["mark"]
    assert run("mark", "change", mark, "--category", "签字", "--colour", "red").code == 0
    assert run("mark", "end", mark, "--to", 9000).json["to_ms"] == 9000
    assert run("mark", "withdraw", mark).code == 0
    assert run("footage", "marks", footage_id).json["marks"] == []
    assert run("mark", "restore", mark).json["category"] == "签字"
    history = run("mark", "history", mark).json["versions"]
    verbs = [each["verb"] for each in history]
    assert verbs[:4] == ["restored", "removed", "changed", "changed"], verbs
    assert history[-1]["before"]["category"] == "取证"


def test_a_mark_of_somebody_else_or_outside_is_refused(room):
    office, run = room
    footage_id = recording(office)
    mark = run("mark", "add", footage_id, "--at", 0, "--category", "告知").json["mark"]
    assert run("mark", "withdraw", mark, as_="reviewer").code == 3
    assert run("mark", "add", footage_id, "--at", 0, "--category", "告知", as_="officer").code == 3
    assert run("mark", "add", footage_id, "--at", -1, "--category", "告知").code == 2
    beyond = 24 * 3_600_000
    assert run("mark", "add", footage_id, "--at", beyond, "--category", "告知").code == 2


def test_scenes_and_times_are_listed_explained_and_withdrawn_by_command(room):
    office, run = room
    case, footage_id = registered(office), recording(office, clock_offset_ms=180_000)
    clerk, casework = office["archivist"], Casework(office.desk)
    draft = DocumentDraft("现场检查（勘验）笔录", "1", NINE - timedelta(minutes=20))
    document = casework.add_document(clerk, case.no, draft)
    casework.link(clerk, case.no, [footage_id], stage="调查取证", document_id=document.id)
    run("mark", "add", footage_id, "--at", 5000, "--category", "门头")

    answer = run("case", "scenes", case.no)
    assert answer.code == 1
    scenes = {each["code"]: each for each in answer.json["scenes"]}
    assert (scenes["facade_in"]["missing"], scenes["facade_in"]["at_ms"]) == (False, 5000)
    assert scenes["entry"]["missing"]
    made = run("case", "explain-scene", case.no, "entry", "--reason", "无固定场所").json
    assert made["subject"] == "scene:entry"

    (time,) = run("case", "times", case.no).json["times"]
    assert (time["difference_ms"], time["clock_offset_ms"]) == (-1_200_000, 180_000)
    assert datetime.fromisoformat(time["stated"]) == NINE - timedelta(minutes=20)
    assert time["asks"]
    run("case", "explain-time", case.no, document.id, "--reason", "先到场等候")
    answer = run("case", "times", case.no)
    assert (answer.code, answer.json["times"][0]["asks"]) == (0, False)
    explanation = answer.json["times"][0]["explanation"]["explanation"]
    assert run("case", "withdraw-explanation", case.no, explanation).code == 0
    assert run("case", "times", case.no).code == 1
    assert run("case", "withdraw-explanation", case.no, explanation).code == 2
