import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from archive_desk.db.tables.footage import batches
from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import Cancelled, InvalidInput, NotFound, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.media.vault import FolderVault
from archive_desk.services.disc_keeping import DiscKeeping
from archive_desk.services.guarding import CheckReport, Guarding, Scope
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.journalling import JournalFilter, Journalling
from tests.helpers import recordings
from tests.helpers.archives import Office, staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, vault_file_of
from tests.helpers.taking_in import take_in
from tests.helpers.tampering import tamper

ONE, TWO = FootageId(1), FootageId(2)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An archive with two recordings and a text that came beside them."""
    office = staffed_office(tmp_path / "archive")
    card = tmp_path / "card"
    recordings.video(card / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
    recordings.video(card / "DCIM" / "DSJ-A1_20261118091000.mp4", text="二")
    (card / "DCIM" / "DSJ-A1_20261118091000.txt").write_text("GPS", "utf-8")
    take_in(office, card)
    yield office
    office.desk.close()


def check(office: Office, scope: Scope | None = None, *, full: bool = False) -> CheckReport:
    return Guarding(office.desk).check(office["auditor"], Unwatched(), scope, full=full)


def found(office: Office, **how) -> list[tuple[str, str]]:
    return [(each.code, each.item) for each in check(office, **how).findings]


def overwrite(file: Path, change) -> None:
    file.chmod(0o600)
    file.write_bytes(change(file.read_bytes()))


def flip_last(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def bag_of(office: Office) -> Path:
    return vault_file_of(office, ONE).parent.parent


@pytest.mark.parametrize("full", [False, True])
def test_an_untouched_archive_is_sound_and_says_what_was_checked(office, full):
    report = check(office, full=full)
    assert report.sound
    assert report.checked["originals"] == 3
    assert report.checked["bytes"] > 1000
    assert report.checked["bags"] == 1
    assert report.checked["derived"] == 2
    assert report.checked["journal_entries"] > 10
    assert report.checked["images"] == 0


def test_a_check_is_written_down_with_its_result(office):
    overwrite(vault_file_of(office, ONE), flip_last)
    check(office)
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="archive.checked"), 0, 1
    )
    detail = page.entries[0].detail
    assert (detail["finding_count"], detail["findings"]) == (1, ["altered footage:1"])


@pytest.mark.parametrize(
    ("change", "code"),
    [(flip_last, "altered"), (lambda data: data + b"x", "altered"), (lambda data: b"", "altered")],
)
def test_an_original_that_is_not_what_it_was_is_named(office, change, code):
    overwrite(vault_file_of(office, TWO), change)
    report = check(office)
    assert [(each.code, each.item) for each in report.findings] == [(code, "footage:2")]
    assert "DSJ-A1_20261118091000.mp4" in report.findings[0].message


def test_a_lost_original_is_named(office):
    vault_file_of(office, ONE).unlink()
    assert found(office) == [("missing", "footage:1")]


def test_an_unreadable_original_is_not_called_missing(office):
    file = vault_file_of(office, ONE)
    file.unlink()
    file.mkdir()
    assert ("unreachable", "footage:1") in found(office)


def test_a_vault_that_is_not_there_is_not_called_empty(office):
    vault = office.desk.folder.vault
    vault.rename(vault.with_name("elsewhere"))
    codes = dict.fromkeys(code for code, item in found(office) if item.startswith(("foo", "vau")))
    assert list(codes) == ["unreachable"]


@pytest.mark.parametrize("place", ["stray.mp4", "other/data/0001_x.mp4", "{bag}/data/9_x.mp4"])
def test_a_file_that_nobody_recorded_is_named(office, place):
    path = place.format(bag=bag_of(office).name)
    file = office.desk.folder.vault / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    assert found(office) == [("unrecorded", f"vault:{path}")]


def test_what_an_unfinished_import_is_writing_is_not_a_stray_file(office):
    with office.desk.transaction(None) as work:
        work.session.execute(update(batches).values(finished_at=None))
    with FolderVault(office.desk.folder.vault).filling(bag_of(office).name):
        assert found(office) == []


@pytest.mark.parametrize(
    "name", ["manifest-sha256.txt", "manifest-sm3.txt", "bag-info.txt", "tagmanifest-sha256.txt"]
)
def test_the_lists_of_a_bag_must_say_what_the_archive_says(office, name):
    no = bag_of(office).name
    overwrite(bag_of(office) / name, lambda data: data.replace(data[:6], b"ffffff", 1))
    assert found(office) == [("altered", f"batch:{no}")]
    (bag_of(office) / name).unlink()
    assert found(office) == [("missing", f"batch:{no}")]


def test_a_manifest_changed_together_with_its_digest_is_still_found_out(office):
    bag = bag_of(office)
    overwrite(bag / "manifest-sha256.txt", lambda data: data.replace(data[:6], b"ffffff", 1))
    digest = hashlib.sha256((bag / "manifest-sha256.txt").read_bytes()).hexdigest()

    def redigest(data: bytes) -> bytes:
        lines = data.decode().splitlines()
        changed = [
            f"{digest}  manifest-sha256.txt" if line.endswith(" manifest-sha256.txt") else line
            for line in lines
        ]
        return ("\n".join(changed) + "\n").encode()

    overwrite(bag / "tagmanifest-sha256.txt", redigest)
    assert found(office) == [("altered", f"batch:{bag.name}")]


def test_a_row_removed_with_its_file_is_missed_by_the_journal(office):
    file = vault_file_of(office, ONE)
    tamper(
        office.desk,
        "DELETE FROM footage_names WHERE footage_id = 1",
        "DELETE FROM footage_words WHERE footage_id = 1",
        "UPDATE arrivals SET footage_id = NULL WHERE footage_id = 1",
        "DELETE FROM footage WHERE id = 1",
    )
    file.unlink()
    assert ("missing", "footage:1") in found(office)


def test_a_row_changed_together_with_its_file_is_found_out_by_the_journal(office):
    file = vault_file_of(office, ONE)
    overwrite(file, flip_last)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    tamper(office.desk, f"UPDATE footage SET sha256 = '{digest}' WHERE id = 1")
    assert ("altered", "footage:1") in found(office)


def test_a_changed_sm3_is_found_out_by_the_full_check(office):
    tamper(office.desk, f"UPDATE footage SET sm3 = '{'0' * 64}' WHERE id = 1")
    assert ("altered", "footage:1") in found(office, full=True)


def test_a_tampered_journal_is_named_too(office):
    tamper(
        office.desk, "DROP TRIGGER journal_no_update", "UPDATE journal SET actor = 'x' WHERE no = 3"
    )
    assert ("altered", "journal:3") in found(office)
    assert ("altered", "journal:3") in found(office, scope=Scope(case_no=registered(office).no))


@pytest.mark.sqlite
def test_a_broken_reference_in_the_database_is_named(office):
    tamper(office.desk, "PRAGMA foreign_keys=OFF", "UPDATE footage SET take_id = 999 WHERE id = 1")
    assert ("damaged", "database") in found(office)


def test_a_picture_of_nothing_is_named(office):
    stray = office.desk.folder.derived / "pictures" / "ab" / ("ab" * 32 + ".jpg")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"x")
    assert found(office) == [("unrecorded", f"derived:pictures/ab/{'ab' * 32}.jpg")]


def test_a_check_of_one_case_reads_that_case_only(office):
    case, other = registered(office), registered(office, no="2")
    in_case(office, case, ONE)
    in_case(office, other, TWO)
    overwrite(vault_file_of(office, TWO), flip_last)
    report = check(office, Scope(case_no=case.no))
    assert (report.checked["originals"], report.findings) == (1, ())
    assert found(office, scope=Scope(case_no="2")) == [("altered", "footage:2")]


def test_a_check_that_could_check_nothing_is_not_passed(office):
    case = registered(office)
    assert found(office, scope=Scope(case_no=case.no)) == [("nothing_checked", f"case:{case.no}")]


def test_unknown_cases_and_discs_are_said_in_words(office):
    with pytest.raises(InvalidInput, match="没有编号为“none”的案卷"):
        check(office, Scope(case_no="none"))
    with pytest.raises(NotFound):
        check(office, Scope(disc_no="none"))


def test_disc_images_are_read_again(office):
    imaging, clerk = Imaging(office.desk), office["archivist"]
    no = imaging.plan(clerk, DiscRequest(Medium.CD, footage=(ONE,)))[0].no
    disc = imaging.build(clerk, no, Unwatched())
    assert check(office).checked["images"] == 1
    assert check(office, Scope(disc_no=no)).checked["originals"] == 1
    image = imaging.image_file(disc)
    overwrite(image, flip_last)
    assert found(office) == [("altered", f"disc:{no}")]
    assert found(office, scope=Scope(disc_no=no)) == [("altered", f"disc:{no}")]
    image.unlink()
    assert found(office) == [("missing", f"disc:{no}")]
    DiscKeeping(office.desk).register_burned(clerk, no)
    assert found(office) == [], "the disc itself holds what its image held"


def test_only_those_who_check_the_archive_may(office):
    with pytest.raises(Refused, match="检查档案库"):
        Guarding(office.desk).check(office["officer"], Unwatched())


def test_progress_is_told_by_bytes_and_a_check_can_be_stopped(office):
    class Watch:
        told: list[tuple[int, int]] = []  # noqa: RUF012 - one test, one list

        def report(self, done, total, note=""):
            self.told.append((done, total))

    guarding = Guarding(office.desk)
    report = guarding.check(office["auditor"], Watch())
    assert Watch.told[-1] == (report.checked["bytes"], report.checked["bytes"])
    assert [done for done, _ in Watch.told] == sorted(done for done, _ in Watch.told)

    class Stop:
        def report(self, done, total, note=""):
            raise Cancelled

    entries = Journalling(office.desk).verify().entries
    with pytest.raises(Cancelled):
        guarding.check(office["auditor"], Stop())
    assert Journalling(office.desk).verify().entries == entries
