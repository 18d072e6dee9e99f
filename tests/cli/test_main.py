import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_desk.cli.main import MODULES, build_parser
from tests.helpers.archives import Office, staffed_office
from tests.helpers.sources import is_chinese


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.mark.parametrize("command", MODULES)
def test_every_command_is_found_in_its_module(command):
    assert command in build_parser(command).format_help()


def test_the_help_shows_all_commands(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--help"])
    said = capsys.readouterr().out
    assert all(f"\n    {command} " in said for command in MODULES)


def test_a_command_is_found_behind_options_that_look_like_commands(console, tmp_path):
    result = console("--archive", tmp_path / "none", "--as", "case", "journal", "verify")
    assert result.code == 2
    assert "不是档案库" in result.err


@pytest.mark.parametrize("spelling", [("--json",), ()])
def test_answers_and_refusals_are_english_on_request(console, office, spelling):
    english = ("--archive", office.desk.folder.root, "--language", "en", *spelling)
    case = ("case", "add", "X-1", "--cause", "c", "--party", "p", "--kind", "penalty")
    people = ("--section", "s", "--officer", "A:1", "--officer", "B:2")
    person = ("x", "--name", "x", "--role", "officer")
    said = [
        console(*case, *people, "--as", "archivist", *english),
        console("case", "check", "X-1", "--as", "archivist", *english),
        console("case", "list", "--as", "officer", *english),
        console("case", "show", "X-9", "--as", "officer", *english),
        console("account", "add", *person, "--as", "officer", *english),
    ]
    assert [result.code for result in said] == [0, 1, 0, 2, 3]
    for result in said:
        # But for names of people and cases, the articles that are cited, and a regulation's own
        # names of stages and documents.
        cited = "《.*?条(、第[^、]*?条)*|pc案|示例officer"
        ours = re.sub(rf'{cited}|"(stage|title)": ".*?"', "", result.out + result.err)
        assert not is_chinese(ours), ours
    assert "Case file registered" in said[0].out or spelling


def test_what_the_archive_holds_is_never_translated(console, office):
    acting = ("--archive", office.desk.folder.root, "--as", "archivist", "--language", "en")
    facts = ("--cause", "案卷", "--party", "档案员", "--kind", "penalty", "--section", "视频")
    console("case", "add", "X-1", *facts, "--officer", "甲:1", "--officer", "乙:2", *acting)
    said = console("case", "list", *acting).out
    assert "视频" in said
    assert "甲、乙" in said


def test_a_fault_of_the_program_is_no_finding(console, office, monkeypatch):
    monkeypatch.setattr("archive_desk.cli.journal.Journalling", lambda _desk: 1 / 0)

    result = console(
        "journal", "verify", "--archive", office.desk.folder.root, "--as", "archivist", "--json"
    )

    assert result.code == 4
    assert result.json["error"]["kind"] == "internal"
    assert "ZeroDivisionError" in result.err
