import json
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError

from archive_desk.domain.errors import Refused
from archive_desk.services.journalling import JournalFilter, Journalling, verify_file
from tests.helpers.archives import Office, staffed_office
from tests.helpers.tampering import tamper


@pytest.fixture
def office(tmp_path) -> Office:
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


def test_the_journal_of_an_untouched_archive_verifies(office):
    report = Journalling(office.desk).verify()
    assert report.entries > 5
    assert report.findings == ()


@pytest.mark.parametrize("verb", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal"])
def test_the_database_itself_refuses_changes(office, verb):
    with pytest.raises((sqlite3.IntegrityError, IntegrityError), match="append-only"):
        tamper(office.desk, verb, guarded=True)


@pytest.mark.parametrize(
    ("change", "item"),
    [
        ("UPDATE journal SET actor = 'x' WHERE no = 3", "journal:3"),
        ("UPDATE journal SET at = 'noon' WHERE no = 3", "journal:3"),
        ("UPDATE journal SET line = replace(line, 'admin', 'x') WHERE no = 2", "journal:2"),
        ("DELETE FROM journal WHERE no = 4", "journal:4"),
    ],
)
def test_who_drops_the_triggers_is_found_out(office, change, item):
    tamper(office.desk, "DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete", change)
    assert item in [finding.item for finding in Journalling(office.desk).verify().findings]


def test_a_cut_off_end_is_found_out(office):
    tamper(
        office.desk,
        "DROP TRIGGER journal_no_delete",
        "DELETE FROM journal WHERE no = (SELECT max(no) FROM journal)",
    )
    assert [f.code for f in Journalling(office.desk).verify().findings] == ["missing"]


def test_an_emptied_journal_is_found_out(office):
    tamper(office.desk, "DROP TRIGGER journal_no_delete", "DELETE FROM journal")
    assert [f.code for f in Journalling(office.desk).verify().findings] == ["missing"]


def test_only_the_auditor_reads_it(office):
    with pytest.raises(Refused, match="操作日志"):
        Journalling(office.desk).page(office["archivist"], JournalFilter(), 0, 10)
    page = Journalling(office.desk).page(office["auditor"], JournalFilter(verb="account."), 0, 3)
    assert len(page.entries) == 3
    assert page.total > 3


def test_an_export_is_verified_without_the_archive(office, tmp_path):
    out = tmp_path / "journal.jsonl"
    report = Journalling(office.desk).export(office["auditor"], out)
    assert verify_file(out).entries == report.entries
    lines = out.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[2])
    row["line"] = row["line"].replace("admin", "x")
    lines[2] = json.dumps(row)
    out.write_text("\n".join(lines), encoding="utf-8")
    assert verify_file(out).findings
