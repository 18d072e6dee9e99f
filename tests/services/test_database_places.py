import tomllib
from pathlib import Path

import pytest

from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.services import database_places, description
from archive_desk.services.backups import Backups
from archive_desk.services.database_places import database_named
from archive_desk.services.desk import needs_upgrade, new_desk, open_desk

pytestmark = pytest.mark.sqlite


def elsewhere(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


def test_a_new_archive_keeps_its_database_where_it_was_told(tmp_path):
    file = tmp_path / "fast disk" / "示例.sqlite"
    file.parent.mkdir()
    desk = new_desk(tmp_path / "a", "示例局", "xigang", database=elsewhere(file))
    desk.close()
    assert file.is_file()
    assert not (tmp_path / "a" / "archive.sqlite").exists()
    told = tomllib.loads((tmp_path / "a" / "archive.toml").read_text(encoding="utf-8"))
    assert told["database"] == elsewhere(file)
    assert not needs_upgrade(tmp_path / "a")
    again = open_desk(tmp_path / "a")
    assert again.office == desk.office
    assert Backups(again).daily() is not None
    assert [each.suffix for each in Backups(again).files()] == [".sqlite"]
    again.close()


def test_a_database_that_is_away_is_told_and_none_is_begun(tmp_path):
    file = tmp_path / "disk" / "archive.sqlite"
    file.parent.mkdir()
    new_desk(tmp_path / "a", "示例局", "xigang", database=elsewhere(file)).close()
    file.rename(tmp_path / "away.sqlite")
    with pytest.raises(Unavailable, match="所在磁盘"):
        open_desk(tmp_path / "a")
    assert not file.exists()
    assert not needs_upgrade(tmp_path / "a")


def test_a_database_where_none_can_be_is_refused_and_nothing_is_made(tmp_path, monkeypatch):
    (tmp_path / "there.sqlite").touch()
    wrong = {
        tmp_path / "a" / "x.sqlite": "里面",
        tmp_path / "there.sqlite": "已经存在",
        tmp_path: "已经存在",
        tmp_path / "gone" / "x.sqlite": "找不到文件夹",
    }
    for file, words in wrong.items():
        with pytest.raises(InvalidInput, match=words):
            new_desk(tmp_path / "a", "示例局", "xigang", database=elsewhere(file))
    monkeypatch.setattr(database_places, "on_network", lambda _folder: True)
    with pytest.raises(InvalidInput, match="网络共享"):
        new_desk(tmp_path / "a", "示例局", "xigang", database=elsewhere(tmp_path / "x.sqlite"))
    assert not (tmp_path / "a").exists()


def test_the_place_inside_may_be_named(tmp_path):
    desk = new_desk(
        tmp_path / "a", "示例局", "xigang", database=elsewhere(tmp_path / "a" / "archive.sqlite")
    )
    assert desk.folder.database_elsewhere == ""
    desk.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/srv/a b/x.sqlite", "sqlite:////srv/a b/x.sqlite"),
        ("sqlite:////srv/x.sqlite", "sqlite:////srv/x.sqlite"),
        ("sqlite:///srv/x.sqlite", "sqlite:////srv/x.sqlite"),
        ("SQLite:///srv/%E5%BA%93.sqlite", "sqlite:////srv/库.sqlite"),
        ("postgresql://archive@db:5433/archive", "postgresql://archive@db:5433/archive"),
        ("postgres://db/archive", "postgresql://db/archive"),
        ("postgresql+psycopg://db/archive", "postgresql://db/archive"),
        ("postgresql:///archive?host=/run/pg", "postgresql:///archive?host=/run/pg"),
        ("postgresql://?service=archive", "postgresql://?service=archive"),
    ],
)
def test_a_database_is_named_in_several_ways_and_kept_in_one(given, kept):
    assert database_named(given) == kept
    assert database_named(kept) == kept


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("sqlite://", "完整路径"),
        ("sqlite:///", "完整路径"),
        ("sqlite:///x.sqlite?mode=memory", "完整路径"),
        ("x.sqlite", "完整路径"),
        ("", "完整路径"),
        ("mysql://db/archive", "mysql"),
        ("postgresql://", "写全"),
        ("postgresql://db", "写全"),
        ("postgresql://db:port/archive", "写全"),
        ("postgresql://db/archive?sslmode", "写全"),
        ("postgresql://me:geheim@db/archive", "口令"),
        ("postgresql://me:@db/archive", "口令"),
        ("postgresql://db/archive?password=geheim", "口令"),
        ("postgresql://db/archive?sslpassword=geheim", "口令"),
    ],
)
def test_what_is_no_database_or_holds_a_password_is_refused(given, words):
    with pytest.raises(InvalidInput, match=words) as refused:
        database_named(given)
    assert "geheim" not in refused.value.message


def test_a_password_in_the_description_is_refused_and_not_repeated(tmp_path):
    new_desk(tmp_path / "a", "示例局", "xigang").close()
    with (tmp_path / "a" / "archive.toml").open("a", encoding="utf-8") as file:
        file.write('database = "postgresql://me:geheim@db/archive"\n')
    with pytest.raises(InvalidInput, match="口令") as refused:
        open_desk(tmp_path / "a")
    assert "geheim" not in refused.value.message
    with pytest.raises(InvalidInput):
        description.read(tmp_path / "a")


def test_an_empty_file_in_the_databases_place_is_no_archive(tmp_path):
    new_desk(tmp_path / "a", "示例局", "xigang").close()
    (tmp_path / "a" / "archive.sqlite").write_bytes(b"")
    with pytest.raises(Unavailable, match="没有档案库"):
        open_desk(tmp_path / "a")
