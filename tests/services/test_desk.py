import shutil

import pytest

from archive_desk.db import journal
from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.services.desk import new_desk, open_desk


def test_a_new_archive_opens_again_as_the_same(tmp_path):
    desk = new_desk(tmp_path / "a", "示例局", "xigang")
    desk.close()
    again = open_desk(tmp_path / "a")
    assert again.office == desk.office
    again.close()


def test_an_archive_is_never_made_in_a_folder_that_holds_something(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="不是空的"):
        new_desk(tmp_path, "示例局", "xigang")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_regulation_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="xigang"):
        new_desk(tmp_path / "a", "示例局", "nowhere")


def test_a_folder_that_is_no_archive_is_said_in_words(tmp_path):
    with pytest.raises(NotFound, match="不是档案库"):
        open_desk(tmp_path)


def test_two_archives_mixed_up_are_noticed(tmp_path):
    for name in "ab":
        new_desk(tmp_path / name, "示例局", "xigang").close()
    shutil.copy(tmp_path / "a" / "archive.sqlite", tmp_path / "b" / "archive.sqlite")
    with pytest.raises(Unavailable, match="混放"):
        open_desk(tmp_path / "b")


def test_what_fails_leaves_no_trace_in_the_journal(tmp_path):
    desk = new_desk(tmp_path / "a", "示例局", "xigang")

    def fail() -> None:
        with desk.transaction(None) as work:
            work.journal(Act("case.added", "case:1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with desk.reading() as session:
        assert [entry.verb for entry in journal.entries(session)] == ["archive.created"]
    desk.close()
