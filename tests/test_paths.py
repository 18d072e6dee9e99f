import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from archive_desk.paths import config_folder, log_folder, resources
from tests.helpers.sources import ROOT


def test_a_checkout_finds_its_resources_beside_the_package() -> None:
    assert resources() == ROOT / "resources"
    assert (resources() / "fonts" / "NotoSansSC-Regular.ttf").is_file()


def test_a_wheel_carries_the_resources_inside_the_package(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    assert "archive_desk/resources/fonts/NotoSansSC-Regular.ttf" in names
    assert "archive_desk/resources/translations/en/domain.toml" in names
    assert "archive_desk/paths.py" in names


def test_preferences_and_logs_stay_where_they_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ARCHIVE_DESK_CONFIG_DIR", str(tmp_path))
    assert config_folder() == tmp_path
    assert log_folder() == tmp_path / "logs"


def test_without_being_told_they_lie_in_the_persons_own_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ARCHIVE_DESK_CONFIG_DIR")
    assert config_folder().is_absolute()
    assert config_folder().name == "archive-desk"
    assert "archive-desk" in log_folder().parts
