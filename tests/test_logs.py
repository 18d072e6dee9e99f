import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_desk.logs import start_logging, stop_logging


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    stop_logging()
    logging.getLogger().setLevel(level)


def test_the_log_is_written_in_utf_8(tmp_path: Path) -> None:
    path = start_logging(tmp_path / "logs")
    logging.getLogger("archive_desk.media").info("采集完成")
    assert "archive_desk.media" in path.read_text("utf-8")
    assert "采集完成" in path.read_text("utf-8")


def test_warnings_of_python_reach_the_log(tmp_path: Path) -> None:
    path = start_logging(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("an old way", stacklevel=1)
    assert "an old way" in path.read_text("utf-8")


def test_starting_twice_writes_every_line_once(tmp_path: Path) -> None:
    start_logging(tmp_path)
    path = start_logging(tmp_path)
    logging.getLogger("archive_desk").warning("only once")
    assert path.read_text("utf-8").count("only once") == 1


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    start_logging(tmp_path)
    for _ in range(400):
        logging.getLogger("archive_desk").info("x" * 40_000)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 6
    assert max(sizes) <= 2 * 1024 * 1024


def test_a_folder_that_cannot_be_made_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    start_logging(tmp_path / "file" / "logs")
    logging.getLogger("archive_desk").warning("still heard")
    assert "still heard" in capsys.readouterr().err
