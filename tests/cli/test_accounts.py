import pytest


@pytest.fixture
def archive(tmp_path, console):
    folder = tmp_path / "archive"
    new = ("new", "--archive", folder, "--organisation", "示例局", "--regulation", "xigang")
    assert console(*new, "--json").code == 0
    return folder


def test_a_new_archive_has_its_administrator(archive, console):
    result = console("account", "list", "--archive", archive, "--as", "admin", "--json")
    assert result.code == 0
    assert [(row["account"], row["role"]) for row in result.json["accounts"]] == [
        ("admin", "sys_admin")
    ]


def test_options_stand_before_or_after_the_command(archive, console):
    add = ("add", "clerk", "--name", "示例", "--role", "archivist")
    result = console("--archive", archive, "--json", "--as", "admin", "account", *add)
    assert (result.code, result.json["account"], result.json["role"]) == (0, "clerk", "archivist")


def test_a_second_archive_in_the_same_folder_is_wrong_usage(archive, console):
    new = ("new", "--archive", archive, "--organisation", "示例局", "--regulation", "xigang")
    result = console(*new, "--json")
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid")


def test_a_wrong_password_is_refused_with_exit_code_three(archive, console, monkeypatch):
    monkeypatch.setenv("ARCHIVE_DESK_PASSWORD", "a wrong guess")
    result = console("account", "list", "--archive", archive, "--as", "admin", "--json")
    assert (result.code, result.json["error"]["kind"]) == (3, "refused")


def test_wrong_words_are_wrong_usage_also_as_json(console):
    result = console("account", "dance", "--json")
    assert (result.code, result.json["error"]["kind"]) == (2, "usage")


def test_english_is_spoken_on_request(archive, console, monkeypatch):
    monkeypatch.setenv("ARCHIVE_DESK_PASSWORD", "a wrong guess")
    result = console("account", "list", "--archive", archive, "--as", "admin", "--language", "en")
    assert result.code == 3
    assert result.err == "Wrong account or password.\n"


def test_a_missing_archive_is_said_in_words(console, tmp_path):
    result = console("journal", "verify", "--archive", tmp_path / "none")
    assert result.code == 2
    assert "不是档案库" in result.err


def test_originals_may_lie_elsewhere(console, tmp_path):
    new = ("new", "--organisation", "示例局", "--regulation", "xigang", "--json")
    made = console(*new, "--archive", tmp_path / "a", "--vault", (tmp_path / "v").as_uri())
    assert (made.code, made.json["vault"]) == (0, str(tmp_path / "v"))
    assert (tmp_path / "v" / "vault.toml").is_file()
    refused = console(*new, "--archive", tmp_path / "b", "--vault", "s3://bucket/originals")
    assert (refused.code, refused.json["error"]["kind"]) == (2, "invalid")
    assert "NAS" in refused.json["error"]["message"]
    assert not (tmp_path / "b").exists()
