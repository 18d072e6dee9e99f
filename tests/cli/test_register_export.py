import csv
import json
import shutil
import subprocess

import pytest

from archive_desk.domain.cases import DocumentDraft
from archive_desk.services.casework import Casework
from archive_desk.services.scans import Scans
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import DRAFT, recording, registered
from tests.helpers.papers import pdf


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive")
    registered(office, note="=1+1")
    document = Casework(office.desk).add_document(
        office["archivist"], DRAFT.no, DocumentDraft("询问笔录")
    )
    Scans(office.desk).add(
        office["archivist"], DRAFT.no, document.id, [pdf(tmp_path / "笔录.pdf", 1)]
    )
    recording(office)
    office.desk.close()

    def run(*words, who="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", who, "--json")

    return run


def test_every_register_can_be_read_without_the_program(run, tmp_path):
    out = tmp_path / "out"
    done = run("export-registers", "--out", out)
    assert done.code == 0, done.out
    assert done.json["files"] == 2
    assert done.json["registers"]["cases"] == 1
    with (out / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        (case,) = csv.DictReader(file)
    assert (case["no"], case["note"]) == (DRAFT.no, "'=1+1")
    (line,) = (out / "cases.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["note"] == "=1+1"
    with (out / "files.csv").open(encoding="utf-8-sig", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file)]
    assert paths[0].startswith("vault/PC-1/")
    assert paths[1].startswith("attachments/")
    people = (out / "people.jsonl").read_text("utf-8")
    assert "password_hash" not in people
    assert "archivist" in people
    journal = (out / "journal.jsonl").read_text("utf-8")
    assert "case.registered" in journal
    if shutil.which("sha256sum"):
        checked = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
        subprocess.run(checked, cwd=out, check=True)


def test_it_is_refused_where_something_lies_and_to_whoever_does_not_keep_files(run, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    assert run("export-registers", "--out", tmp_path / "full").code == 2
    assert run("export-registers", "--out", tmp_path / "new", who="officer").code == 3
    assert not (tmp_path / "new").exists()
