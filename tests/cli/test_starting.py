"""Stopped in the first moments, before the command's own module is even imported."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive_desk.cli import starting
from tests.helpers.archives import PASSWORD
from tests.helpers.sources import ROOT

_STOP_WHILE_IMPORTING = """
import os, signal, sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.{order})
        return None

sys.meta_path.insert(0, Stop())
from archive_desk.cli.starting import main
sys.exit(main())
"""


def stopped(module: str, order: signal.Signals, *words: str) -> subprocess.CompletedProcess[str]:
    code = _STOP_WHILE_IMPORTING.format(module=module, order=order.name)
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_DESK_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "module",
    ["archive_desk.cli.main", "sqlalchemy", "archive_desk.cli.importing", "argon2"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_whoever_stops_a_command_while_it_starts_gets_one_document(
    module: str, order: signal.Signals, tmp_path: Path
) -> None:
    ended = stopped(module, order, "import", str(tmp_path), "--archive", str(tmp_path), "--json")
    assert ended.returncode == 4, ended.stderr
    assert json.loads(ended.stdout)["error"]["kind"] == "cancelled"
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_without_json_it_is_said_in_words_and_in_the_language_asked_for(tmp_path: Path) -> None:
    ended = stopped("archive_desk.cli.main", signal.SIGINT, "journal", "verify")
    assert (ended.returncode, ended.stdout, ended.stderr) == (4, "", "已取消。\n")
    ended = stopped("archive_desk.cli.main", signal.SIGINT, "rules", "list", "--language", "en")
    assert ended.stderr == "Cancelled.\n"


def test_the_words_are_those_of_the_catalogue() -> None:
    from archive_desk.languages import Language, catalogue

    assert catalogue(Language.EN)[starting.CANCELLED] == starting.CANCELLED_IN_ENGLISH
