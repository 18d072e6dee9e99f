import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.helpers.archives import PASSWORD
from tests.helpers.beside import Beside, files_of, flip

KEPT = ("vault", "attachments", "provided", "quarantine")


@pytest.fixture
def made(tmp_path):
    made = Beside(tmp_path)
    made.stepped()
    made.held = files_of(made.desk.folder.root, KEPT)
    made.desk.close()
    shutil.rmtree(made.desk.folder.root)
    return made


def test_an_archive_is_restored_by_command(console, made, tmp_path):
    seen = console("restore", made.place, "--look", "--json").json
    assert (seen["organisation"], seen["originals"]) == ("示例区教育局", 2)
    words = ("restore", made.place, "--archive", tmp_path / "new", "--as", "archivist", "--json")
    done = console(*words)
    assert (done.code, done.json["originals"], done.json["findings"]) == (0, 2, [])
    checked = console(
        "check", "--full", "--mirror", "--archive", tmp_path / "new", "--as", "archivist", "--json"
    )
    assert (checked.code, checked.json["findings"]) == (0, [])
    again = console(*words)
    assert (again.code, "不是空的" in again.json["error"]["message"]) == (2, True)


def test_findings_end_with_one(console, made, tmp_path):
    flip(made.one(made.place, "attachment"))
    done = console("restore", made.place, "--archive", tmp_path / "new", "--as", "admin", "--json")
    (finding,) = done.json["findings"]
    assert (done.code, finding["code"]) == (1, "altered")
    assert finding["item"].startswith("attachment:")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_restoring_that_was_killed_goes_on(console, made, tmp_path):
    target = tmp_path / "new"
    words = ["restore", made.place, "--archive", target, "--as", "archivist", "--json"]
    for wanted in (("archive.part", "archive.sqlite"), ("restoring.json",), ("vault/2*",)):
        process = subprocess.Popen(
            [sys.executable, "-m", "archive_desk.cli.main", *map(str, words)],
            env={**os.environ, "ARCHIVE_DESK_PASSWORD": PASSWORD},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and not any(list(target.glob(each)) for each in wanted):
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
    if not (target / "archive.toml").exists():
        assert console(*words).code == 0
    assert files_of(target, KEPT) == made.held
    assert console("check", "--full", "--archive", target, "--as", "archivist", "--json").code == 0
