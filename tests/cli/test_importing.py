import hashlib
from pathlib import Path

import pytest

from tests.helpers import recordings
from tests.helpers.archives import staffed_office

NAME = "8810021_012345_20261119093015_0001.mp4"


@pytest.fixture
def archive(tmp_path) -> Path:
    office = staffed_office(tmp_path / "archive")
    office.desk.close()
    return tmp_path / "archive"


def importing(console, archive, source, *words):
    given = ("--archive", archive, "--as", "archivist", "--json")
    return console("import", source, *words, *given)


def test_a_clean_card_is_done(console, archive, tmp_path):
    card = tmp_path / "card"
    recordings.video(card / NAME)

    done = importing(console, archive, card)

    assert done.code == 0
    (row,) = done.json["imported"]
    content = (card / NAME).read_bytes()
    assert row["source"] == NAME
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert row["sm3"] == hashlib.new("sm3", content).hexdigest()
    assert row["size_bytes"] == len(content)
    assert done.json["batch"].endswith("-0001")
    assert (done.json["duplicates"], done.json["skipped"], done.json["failed"]) == ([], [], [])


def test_the_demonstration_card_has_one_damaged_file(console, archive, recorder_card):
    done = importing(console, archive, recorder_card, "--section", "综合科")

    assert done.code == 1
    faulty = [row for row in done.json["imported"] if row["faulty"]]
    assert [row["name"][-8:] for row in faulty] == ["0006.mp4"]
    assert faulty[0]["reason"]
    assert [row["source"][-7:] for row in done.json["duplicates"]] == ["IMP.mp4"]
    assert len(done.json["skipped"]) == 5
    assert done.json["failed"] == []
    again = importing(console, archive, recorder_card)
    assert (again.code, again.json["imported"]) == (0, [])


def test_a_folder_inside_the_archive_is_wrong_usage(console, archive):
    done = importing(console, archive, archive / "vault")

    assert done.code == 2
    assert "重叠" in done.json["error"]["message"]


def test_somebody_without_the_right_is_refused(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)
    given = ("--archive", archive, "--as", "officer", "--json")

    done = console("import", tmp_path / "card", *given)

    assert (done.code, done.json["error"]["kind"]) == (3, "refused")


def test_people_read_what_was_skipped_and_why(console, archive, recorder_card):
    given = ("--archive", archive, "--as", "archivist", "--language", "en")

    done = console("import", recorder_card, *given)

    assert done.code == 1
    assert "Imported: 30" in done.out
    assert "Thumbnail" in done.out
    assert "power was lost" in done.out


def test_the_hand_over_form_is_written_with_the_import(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)
    form = tmp_path / "form.pdf"

    done = importing(console, archive, tmp_path / "card", "--form", form)

    assert done.code == 0
    assert form.read_bytes().startswith(b"%PDF")
