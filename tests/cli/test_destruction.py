"""From a term that has run out to the tombstone, by command only."""

from datetime import UTC, datetime

import pytest

from archive_desk.domain.work import Unwatched
from archive_desk.services import desk as desks
from archive_desk.services.appraising import Appraising
from tests.helpers.archives import staffed_office
from tests.helpers.expired import expire, taken_in
from tests.helpers.stored import vault_file_of


@pytest.fixture
def run(console, tmp_path, monkeypatch):
    office = staffed_office(tmp_path / "archive")
    taken_in(office, tmp_path / "card", 3)
    expire(office)
    Appraising(office.desk).candidates(office["archivist"], Unwatched())
    files = [vault_file_of(office, each) for each in (1, 2, 3)]
    office.desk.close()
    # The commands' own clock stands where the terms have ended.
    later = datetime(2031, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(desks.open_desk, "__kwdefaults__", {"clock": lambda: later})

    def go(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    go.files = files
    return go


def test_the_whole_way_by_command(run, tmp_path):
    due = run("appraisal", "due").json
    assert (due["total"], due["items"][0]["hold"]) == (3, None)
    begun = run(
        "appraisal", "begin", "--title", "到期鉴定", "--leader", "甲", "--member", "乙", "丙"
    )
    no = begun.json["appraisal"]
    destroy = ("--opinion", "destroy", "--reason", "无保存价值")
    assert run("appraisal", "judge", no, "--footage", 1, 2, *destroy).json["judged"] == 2
    longer = ("--opinion", "extend", "--years", 5, "--reason", "有代表性")
    assert run("appraisal", "judge", no, *longer).json["judged"] == 3
    concluded = run("appraisal", "conclude", no, "--report", "逐件鉴定").json
    list_no = concluded["list"]
    report = tmp_path / "report.pdf"
    assert run("appraisal", "print", no, "--out", report).code == 0
    assert report.read_bytes().startswith(b"%PDF")

    assert run("destruction", "execute", list_no, "--really").code == 3
    assert run("destruction", "approve", list_no).code == 3
    assert run("destruction", "approve", list_no, account="agency_head").json["state"] == "approved"
    assert run("destruction", "witness", list_no, account="officer").code == 0
    assert run("destruction", "witness", list_no, account="agency_head").code == 3
    witnessed = run("destruction", "witness", list_no, account="officer2").json
    assert len(witnessed["witnesses"]) == 2

    foreseen = run("destruction", "execute", list_no).json
    assert (foreseen["dry_run"], len(foreseen["items"])) == (True, 2)
    assert all(file.is_file() for file in run.files)

    done = run("destruction", "execute", list_no, "--really")
    assert (done.code, done.json["state"], done.json["destroyed"]) == (0, "destroyed", 2)
    assert [file.exists() for file in run.files] == [False, False, True]
    tomb = run("footage", "show", 1).json
    assert tomb["retention"]["destroyed_at"]
    assert tomb["sha256"] == done.json["items"][0]["sha256"]
    checked = run("check", account="auditor")
    assert (checked.code, checked.json["checked"]["destroyed"]) == (0, 2)
    refused = run("footage", "frames", 1).json["error"]
    assert (refused["kind"], "销毁清册" in refused["message"]) == ("refused", True)
    printed = tmp_path / "list.pdf"
    assert run("destruction", "print", list_no, "--out", printed).code == 0
    assert printed.read_bytes().startswith(b"%PDF")
    assert run("destruction", "list").json["lists"][0]["state"] == "destroyed"
    kept = run("retention", "show", "--footage", 3).json["retention"][0]
    assert kept["appraisal"] == no


def test_what_waits_stands_on_the_worklists(run):
    lines = run("worklist").json["clocks"]
    assert [each["clock"] for each in lines if each["clock"] == "appraisal"] == ["appraisal"]
    no = run(
        "appraisal", "begin", "--title", "到期鉴定", "--leader", "甲", "--member", "乙"
    ).json["appraisal"]  # fmt: skip
    run("appraisal", "judge", no, "--opinion", "destroy", "--reason", "无保存价值")
    run("appraisal", "conclude", no, "--report", "逐件鉴定")
    waiting = run("worklist", account="agency_head").json["clocks"]
    assert [each["clock"] for each in waiting if each["clock"] == "destruction"] == ["destruction"]
    assert "appraisal" not in [each["clock"] for each in run("worklist").json["clocks"]]
