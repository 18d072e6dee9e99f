"""A small office's archive on a PostgreSQL server, by command; the whole afternoon runs there too,
with `ARCHIVE_DESK_TEST_DATABASE`.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from archive_desk.services import accounts
from tests.helpers import databases, recordings
from tests.helpers.archives import cheap_hasher
from tests.helpers.commands import Commands
from tests.helpers.servers import programs, server

__all__ = ["server"]

SECRET = "geheim und lang"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PasswordHasher", cheap_hasher)


def made(desk: Commands, url: str, code: int = 0) -> dict:
    office = ("--organisation", "示例区教育局", "--regulation", "xigang")
    return desk("new", *office, "--database", url, code=code)


def test_a_card_comes_in_is_found_checked_and_backed_up(server, tmp_path: Path):
    desk, url = Commands(tmp_path / "archive"), databases.fresh(on=server.url())
    assert made(desk, url)["database"] == url
    assert not (tmp_path / "archive" / "archive.sqlite").exists()
    desk("account", "add", "clerk", "--name", "林知远", "--role", "archivist", actor="admin")
    recordings.video(tmp_path / "card" / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
    recordings.video(tmp_path / "card" / "DCIM" / "DSJ-A1_20261118091000.mp4", text="二")
    taken = desk("import", tmp_path / "card", "--officer", "林知远", actor="clerk")
    assert len(taken["imported"]) == 2
    found = desk("footage", "list", "--text", "知远", actor="clerk")["footage"]
    assert len(found) == 2
    assert desk("footage", "list", "--text", "远知", actor="clerk")["footage"] == []
    assert desk("check", "--full", actor="clerk")["findings"] == []
    assert desk("journal", "verify")["findings"] == []
    copy = Path(desk("backup", actor="clerk")["backup"])
    assert copy.suffix == ".dump"
    assert copy.stat().st_size > 10_000


def test_two_commands_at_once_leave_one_chain(server, tmp_path: Path):
    desk = Commands(tmp_path / "archive")
    made(desk, databases.fresh(on=server.url()))
    add = ("--name", "某", "--role", "archivist")
    running = [desk.beside("account", "add", f"c{n}", *add, actor="admin") for n in range(3)]
    assert [each.wait(120) for each in running] == [0, 0, 0]
    assert len(desk("account", "list", actor="admin")["accounts"]) == 4
    assert desk("journal", "verify")["findings"] == []


def test_a_server_that_is_gone_ends_a_command_with_four_and_is_used_again_once_back(
    server, tmp_path: Path
):
    desk = Commands(tmp_path / "archive")
    made(desk, databases.fresh(on=server.url()))
    server.stop()
    try:
        told = desk("account", "list", actor="admin", code=4)["error"]
    finally:
        server.start()
    assert told["kind"] == "unavailable"
    assert "服务器没有响应或已断开" in told["message"]
    assert len(desk("account", "list", actor="admin")["accounts"]) == 1


def test_a_password_comes_from_the_environment_and_is_written_nowhere(
    server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = databases.fresh(on=server.url())
    databases.say(server.url(), f"CREATE ROLE keeper LOGIN PASSWORD '{SECRET}'")
    databases.say(url, "GRANT ALL ON SCHEMA public TO keeper")
    server.ask_for_passwords("keeper")
    desk, named = Commands(tmp_path / "archive"), url.replace("archive@", "keeper@", 1)
    refused = made(desk, named, code=4)["error"]["message"]
    assert "pgpass" in refused
    monkeypatch.setenv("PGPASSWORD", "a wrong guess")
    refused = made(desk, named, code=4)["error"]["message"]
    assert "不让登录" in refused
    assert "guess" not in refused
    wrong = named.replace("keeper@", f"keeper:{SECRET}@".replace(" ", "%20"), 1)
    assert "口令" in made(desk, wrong, code=2)["error"]["message"]
    assert not (tmp_path / "archive").exists()
    monkeypatch.setenv("PGPASSWORD", SECRET)
    made(desk, named)
    desk("account", "add", "clerk", "--name", "某", "--role", "archivist", actor="admin")
    assert Path(desk("backup", actor="clerk")["backup"]).is_file()
    everything = b"".join(
        path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file()
    )
    assert b"geheim" not in everything
    assert desk("journal", "verify")["findings"] == []


def test_an_archive_on_a_server_is_made_again_of_its_mirror(server, tmp_path: Path):
    desk, new = Commands(tmp_path / "archive"), Commands(tmp_path / "new")
    made(desk, databases.fresh(on=server.url()))
    desk("account", "add", "clerk", "--name", "林知远", "--role", "archivist", actor="admin")
    recordings.video(tmp_path / "card" / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
    desk("import", tmp_path / "card", actor="clerk")
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    desk("mirror", "set", mirror, actor="clerk")
    desk("mirror", "sync", actor="clerk")
    shutil.rmtree(tmp_path / "archive")

    told = new("restore", mirror, actor="clerk", code=2)["error"]["message"]
    assert "pg_restore" in told
    url = databases.fresh(on=server.url())
    assert (
        "没有档案库"
        in new("restore", mirror, "--database", url, actor="clerk", code=4)["error"]["message"]
    )
    (copy,) = mirror.rglob("*.dump")
    subprocess.run([programs() / "pg_restore", f"--dbname={url}", copy], check=True)

    assert new("restore", mirror, "--database", url, "--look")["originals"] == 1
    done = new("restore", mirror, "--database", url, actor="clerk")
    assert (done["originals"], done["findings"]) == (1, [])
    assert new("check", "--full", actor="clerk")["findings"] == []
    assert new("footage", "list", actor="clerk")["footage"][0]["name"].startswith("DSJ-A1")
