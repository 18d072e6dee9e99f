import shutil

import pytest

from archive_desk.db import journal, settings
from archive_desk.domain.errors import InvalidInput, NotFound, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.media.vault_mark import read_mark
from archive_desk.services.desk import new_desk, open_desk
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import take_in


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


def test_the_vault_of_an_older_archive_is_marked_where_its_originals_are(tmp_path):
    office = staffed_office(tmp_path / "archive")
    folder = office.desk.folder
    recordings.video(tmp_path / "card" / "8810021_012345_20261119093015_0001.mp4")
    take_in(office, tmp_path / "card")
    with office.desk.transaction(None) as work:
        settings.write(work.session, "vault_marked", value=False)
    office.desk.close()
    (folder.vault / "vault.toml").unlink()
    folder.vault.rename(tmp_path / "elsewhere")
    folder.vault.mkdir()

    open_desk(folder.root).close()
    assert list(folder.vault.iterdir()) == []
    folder.vault.rmdir()
    (tmp_path / "elsewhere").rename(folder.vault)
    open_desk(folder.root).close()

    assert read_mark(folder.vault) == office.desk.office.archive_id
