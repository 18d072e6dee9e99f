"""Rule files from disk: what is wrong is said with file, line and key."""

from pathlib import Path

import pytest

from archive_desk.domain.errors import NotFound
from archive_desk.domain.rule_tables import MistakenRules
from archive_desk.paths import resources
from archive_desk.services.rulebook import line_of, regulation, regulations, work_calendar


def copy_with(folder: Path, change: tuple[str, str]) -> Path:
    text = (resources() / "regulations" / "xigang.toml").read_text(encoding="utf-8")
    assert change[0] in text
    (folder / "ours.toml").write_text(text.replace(*change), encoding="utf-8")
    return folder


def test_an_office_may_keep_its_own_copy(tmp_path: Path) -> None:
    folder = copy_with(tmp_path, ('key = "xigang"', 'key = "ours"'))
    assert [each.key for each in regulations(folder)] == ["ours"]


def test_a_mistake_is_said_with_file_line_and_key(tmp_path: Path) -> None:
    folder = copy_with(tmp_path, ("working_days = 10", "working_days = 0"))
    lines = (folder / "ours.toml").read_text(encoding="utf-8").splitlines()
    line = 1 + lines.index("working_days = 0")
    with pytest.raises(MistakenRules) as caught:
        regulation("ours", folder)
    assert "ours.toml" in caught.value.message
    assert f"第 {line} 行：deadlines.burn.working_days" in caught.value.message


def test_a_file_that_is_no_toml_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("这不是", encoding="utf-8")
    with pytest.raises(MistakenRules, match=r"ours\.toml"):
        regulation("ours", tmp_path)


@pytest.mark.parametrize("key", ["nowhere", "../xigang", ""])
def test_an_unknown_regulation_is_not_found(key: str) -> None:
    with pytest.raises(NotFound, match="xigang"):
        regulation(key)


def test_a_line_is_found_inside_repeated_tables() -> None:
    text = '[[a.steps]]\nrole = "x"\n\n[[a.steps]]\nrole = "y"\n'
    assert line_of(text, "a.steps[2].role") == 5
    assert line_of(text, "a.steps[2].title") == 4


def test_the_calendar_reaches_from_2023_to_2026() -> None:
    assert sorted(work_calendar().years) == [2023, 2024, 2025, 2026]
