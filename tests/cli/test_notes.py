from datetime import timedelta

import pytest

from archive_desk.services.casework import Casework
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, registered
from tests.helpers.footage import catalogued, new_take


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive", "fushun")
    facts = {"take_id": new_take(office), "device": "0000012", "officer": "012345"}
    later = NINE + timedelta(hours=1, seconds=30)
    made = [
        catalogued(office, NINE, device_time=NINE, **facts),
        catalogued(office, later, device_time=later, **facts),
    ]
    case = registered(office, no="A1")
    Casework(office.desk).link(office["archivist"], case.no, made)
    office.desk.close()

    def go(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return go


def test_a_gap_is_explained_signed_and_printed_by_command(run, tmp_path):
    form = tmp_path / "note.pdf"
    words = ("--ground", "device_fault", "--text", "自动关机", "--officer", "甲一")

    written = run("footage", "explain", 1, *words, "--form", form)

    assert written.code == 0, written.err
    assert (written.json["note"], written.json["state"]) == ("2026-0001", "waiting")
    assert form.read_bytes().startswith(b"%PDF")
    (take,) = run("footage", "takes", "--case", "A1").json["takes"]
    assert (take["gaps"][0]["explained"], take["gaps"][0]["note"]) == (True, "2026-0001")
    codes = {each["code"] for each in run("case", "check", "A1").json["findings"]}
    assert "gap_unexplained" not in codes
    assert "note_unsigned" in codes
    assert run("note", "list", "--waiting").json["total"] == 1
    signed = run("note", "sign", "2026-0001", "--opinion", "属实", account="unit_head")
    assert signed.json["state"] == "agreed"
    assert run("note", "list", "--waiting").json["total"] == 0
    assert run("note", "sign", "2026-0001", account="officer").code == 3


def test_what_was_never_recorded_is_explained_on_its_case_file(run):
    words = ("--ground", "紧急", "--text", "x")
    assert run("case", "explain", "A1", *words).code == 2
    made = run(
        "case", "explain", "A1", "--ground", "urgent", "--text", "火情处置", "--stage", "送达"
    )
    assert (made.code, made.json["kind"], made.json["case"]) == (0, "exemption", "A1")
    assert run("note", "list", "--case", "A1").json["total"] == 1


def test_where_there_is_no_gap_there_is_nothing_to_explain(run):
    answer = run("footage", "explain", 2, "--ground", "other", "--text", "x")
    assert (answer.code, answer.json["error"]["kind"]) == (2, "invalid")
