from pathlib import Path

import pytest

from archive_desk.domain.errors import Unavailable
from archive_desk.languages import Language
from archive_desk.settings import Preferences, Theme, load, save


def test_a_first_start_has_the_defaults() -> None:
    assert load() == Preferences()


def test_preferences_come_back_as_they_were_saved(tmp_path: Path) -> None:
    preferences = Preferences(
        language=Language.EN,
        theme=Theme.DARK,
        last_archive=tmp_path / "档案库",
        layouts={"main": bytes(range(256))},
    )
    save(preferences)
    assert load() == preferences


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"language": "tlh", "theme": 7, "last_archive": 3, "layouts": 5}',
        b'{"layouts": {"main": "not base64!", "other": null}}',
    ],
)
def test_a_broken_file_means_defaults_and_no_crash(workstation: Path, content: bytes) -> None:
    (workstation / "preferences.json").write_bytes(content)
    assert load() == Preferences()


def test_what_is_sound_in_a_broken_file_is_kept(workstation: Path) -> None:
    (workstation / "preferences.json").write_text('{"language": "en", "theme": "plaid"}')
    assert load() == Preferences(language=Language.EN)


def test_saving_leaves_no_other_file_behind(workstation: Path) -> None:
    save(Preferences())
    save(Preferences(theme=Theme.LIGHT))
    assert [path.name for path in workstation.iterdir()] == ["preferences.json"]


def test_a_folder_that_cannot_be_made_is_said_in_words(
    workstation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workstation / "file").touch()
    monkeypatch.setenv("ARCHIVE_DESK_CONFIG_DIR", str(workstation / "file" / "folder"))
    with pytest.raises(Unavailable, match="无法保存个人设置"):
        save(Preferences())
