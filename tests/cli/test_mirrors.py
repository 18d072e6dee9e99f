import pytest

from tests.helpers import recordings
from tests.helpers.archives import staffed_office


@pytest.fixture
def run(console, tmp_path):
    staffed_office(tmp_path / "archive").desk.close()
    recordings.video(tmp_path / "card" / "DSJ-A1_20261118090000.mp4")

    def go(*words, account="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", account, "--json")

    return go


def test_an_import_says_that_one_copy_is_too_few_until_there_is_a_mirror(run, tmp_path):
    alone = run("import", tmp_path / "card").json
    assert (alone["release"]["release"], alone["mirror"]) == ("one_copy", None)
    assert "没有设置镜像" in alone["release"]["message"]
    assert run("release", alone["batch"]).code == 1

    (tmp_path / "mirror").mkdir()
    shown = run("mirror", "set", tmp_path / "mirror")
    assert (shown.code, shown.json["behind"], shown.json["same_disk"]) == (0, 1, True)
    assert "同一块磁盘" in shown.err
    synced = run("mirror", "sync")
    assert (synced.code, synced.json["copied"], synced.json["behind"]) == (0, 1, 0)
    released = run("release", alone["batch"])
    assert (released.code, released.json["batches"][0]["release"]) == (0, "safe")

    recordings.photo(tmp_path / "second" / "IMG_20261119_094000.jpg")
    second = run("import", tmp_path / "second").json
    assert (second["mirror"]["copied"], second["release"]["release"]) == (1, "safe")


def test_a_mirror_that_is_away_is_said_and_the_import_goes_on(run, tmp_path):
    (tmp_path / "mirror").mkdir()
    run("mirror", "set", tmp_path / "mirror")
    (tmp_path / "mirror").rename(tmp_path / "away")
    result = run("import", tmp_path / "card")
    assert result.code == 0
    assert "没有连接" in result.json["mirror"]["error"]
    assert result.json["release"]["release"] == "one_copy"
    assert run("mirror", "sync").code == 4
    (tmp_path / "away").rename(tmp_path / "mirror")
    assert run("mirror", "sync").json["behind"] == 0


def test_a_bad_original_is_healed_by_command(run, tmp_path):
    (tmp_path / "mirror").mkdir()
    run("mirror", "set", tmp_path / "mirror")
    run("import", tmp_path / "card")
    (file,) = (tmp_path / "archive" / "vault").rglob("data/*.mp4")
    file.chmod(0o600)
    file.write_bytes(b"x" + file.read_bytes()[1:])
    assert run("check").json["findings"][0]["code"] == "altered"
    healed = run("heal", 1)
    assert (healed.code, healed.json["mended"]) == (0, "vault")
    assert run("check").code == 0
    assert run("mirror", "leave").json["folder"] is None
    assert run("heal", 1).code == 2
