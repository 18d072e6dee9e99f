"""The whole program on other screens: Wayland without a trace of X, and fractions of a pixel."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.compositor import wayland_session
from tests.helpers.sources import ROOT


def told_by_the_desk(folder: Path, environment: Mapping[str, str], *words: str) -> dict[str, Any]:
    """Let the program live through its story and give what it saw."""
    program = ("-X", "faulthandler", "-m", "tests.helpers.desk_on_a_screen")
    done = subprocess.run(
        [sys.executable, *program, str(folder), *words],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def is_as_it_should_be(told: Mapping[str, Any]) -> None:
    assert told["wrong"] == []
    assert told["wrong in full screen"] == ""
    assert told["windows"] == 1
    assert max(told["astray"]) <= 1
    assert "示例archivist" in told["watermark"]
    assert told["back"] is True


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("scale", "screen"), [("1", (1366, 768)), ("1.5", (1920, 1080))])
def test_on_wayland_without_x_the_picture_is_in_the_window_and_true(
    tmp_path: Path, scale: str, screen: tuple[int, int]
) -> None:
    with wayland_session(tmp_path, screen) as session:
        size = (str(each) for each in session.size)
        # Nothing says which platform to take: the program finds the session by itself.
        environment = {**session.environment, "QT_SCALE_FACTOR": scale}
        told = told_by_the_desk(tmp_path, environment, session.display, *size)
    assert told["platform"] == "wayland"
    assert told["ratio"] == float(scale)
    is_as_it_should_be(told)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scale", ["1.25", "1.75"])
def test_at_fractional_scaling_label_and_picture_agree_and_clicks_hit(
    tmp_path: Path, scale: str
) -> None:
    told = told_by_the_desk(tmp_path, {**os.environ, "QT_SCALE_FACTOR": scale})
    assert told["ratio"] == float(scale)
    is_as_it_should_be(told)
