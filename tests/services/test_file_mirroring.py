"""Scans, kept packages, what was set aside: mirrored, checked, each healed from the other."""

import csv
import shutil

import pytest

from archive_desk.domain.discs import Medium
from archive_desk.domain.errors import Damaged, InvalidInput, NotFound, Refused
from archive_desk.domain.work import Unwatched
from archive_desk.services.file_healing import FileHealing
from archive_desk.services.guarding import Guarding, Scope
from archive_desk.services.healing import Healing
from archive_desk.services.imaging import DiscRequest, Imaging
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.register_export import RegisterExport
from archive_desk.services.rota import Rota
from archive_desk.services.stocktaking import Stock
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.beside import Beside, files_of, flip
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import take_in, verbs

KINDS = ("attachment", "kept_copy", "list", "quarantine")


@pytest.fixture
def beside(tmp_path):
    made = Beside(tmp_path)
    yield made
    made.desk.close()


def item_of(kind, root, file):
    kind = "kept_copy" if kind == "list" else kind
    return f"{kind}:{file.relative_to(root).as_posix().partition('/')[2]}"


def test_all_that_cannot_be_made_again_lies_in_the_mirror(beside):
    behind = beside.mirroring.set_up(beside.clerk, beside.place).files_behind
    done = beside.catch_up()
    here, there = files_of(beside.desk.folder.root), files_of(beside.place)
    assert here == there
    assert behind == len(here)
    assert {path.partition("/")[0] for path in here} == {"attachments", "provided", "quarantine"}
    assert (done.copied, done.behind, done.findings) == (2 + len(here), 0, ())
    status = beside.mirroring.standing()
    assert (status.total, status.files, status.in_step) == (2 + len(here), len(here), True)
    assert beside.mirroring.strays() == []
    assert beside.codes(mirror=True) == []
    assert beside.catch_up().copied == 0
    for file in beside.place.rglob("attachments/*/*"):
        assert not file.stat().st_mode & 0o222


def test_a_check_counts_what_it_read(beside):
    beside.stepped()
    report = beside.check(mirror=True)
    kept = len(files_of(beside.desk.folder.root, ("provided",)))
    counted = report.checked
    assert (counted["attachments"], counted["kept_copies"]) == (1, kept)
    assert counted["quarantined"] == 1
    assert counted["mirrored"] == 2 + 1 + kept + 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["altered", "missing"])
def test_what_is_bad_here_is_named_and_healed_from_the_mirror(beside, kind, how):
    beside.stepped()
    root = beside.desk.folder.root
    file = beside.one(root, kind)
    before, item = file.read_bytes(), item_of(kind, root, file)
    if how == "altered":
        flip(file)
    else:
        file.unlink()
    assert beside.codes() == [(how, item)]
    assert "镜像里的一份完好" in str(beside.check().findings[0].message)

    healed = beside.heal(item)

    assert (healed.mended, file.read_bytes()) == ("archive", before)
    assert "archive.file_healed" in verbs(beside.office)
    if how == "altered":
        assert healed.set_aside.is_file()
    assert beside.codes(mirror=True) == []
    assert beside.heal(item).mended == "nothing"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["altered", "missing"])
def test_what_is_bad_in_the_mirror_is_named_and_healed_from_here(beside, kind, how):
    beside.stepped()
    file = beside.one(beside.place, kind)
    before, item = file.read_bytes(), item_of(kind, beside.place, file)
    if how == "altered":
        flip(file)
    else:
        file.unlink()
    assert beside.codes() == []
    assert beside.codes(mirror=True) == [(f"mirror_{how}", item)]
    assert not beside.mirroring.standing().in_step
    assert beside.heal(item).mended == "mirror"
    assert file.read_bytes() == before
    assert "archive.copy_healed" in verbs(beside.office)
    assert beside.codes(mirror=True) == []
    assert beside.mirroring.standing().in_step


def test_the_next_catching_up_sets_a_bad_copy_right_too(beside):
    beside.stepped()
    file = beside.one(beside.place, "attachment")
    before = file.read_bytes()
    flip(file)
    assert beside.codes(mirror=True)
    assert beside.catch_up().complete
    assert file.read_bytes() == before


def test_two_bad_copies_overwrite_nothing_and_are_both_named(beside):
    beside.stepped()
    root = beside.desk.folder.root
    item = item_of("attachment", root, beside.one(root, "attachment"))
    for place in (root, beside.place):
        flip(beside.one(place, "attachment"))
    codes = {code for code, _ in beside.codes(mirror=True)}
    assert codes == {"altered", "mirror_altered", "disagreement"}
    with pytest.raises(Damaged, match="都与登记不符"):
        beside.heal(item)


def test_a_bad_file_is_never_mirrored(beside):
    beside.mirroring.set_up(beside.clerk, beside.place)
    Stock(beside.desk).take()
    file = beside.one(beside.desk.folder.root, "attachment")
    flip(file)
    done = beside.catch_up()
    assert [each.code for each in done.findings] == ["altered"]
    assert done.behind == 1
    assert not list(beside.place.glob("attachments/*/*"))


def test_who_may_not_keep_the_vault_heals_nothing_and_without_a_mirror_nobody_does(beside):
    root = beside.desk.folder.root
    item = item_of("attachment", root, beside.one(root, "attachment"))
    Stock(beside.desk).take()
    with pytest.raises(InvalidInput, match="没有设置镜像"):
        beside.heal(item)
    beside.stepped()
    with pytest.raises(NotFound):
        beside.heal("attachment:aa/none.pdf")
    beside.clerk = beside.office["officer"]
    with pytest.raises(Refused):
        beside.heal(item)


def test_the_check_of_a_case_file_reads_its_scans_only(beside):
    beside.stepped()
    file = beside.one(beside.desk.folder.root, "attachment")
    flip(file)
    flip(beside.one(beside.desk.folder.root, "kept_copy"))
    found = beside.check(Scope(case_no=beside.case)).findings
    assert [each.item.partition(":")[0] for each in found] == ["attachment"]


def test_the_rota_reads_them_too(beside):
    beside.stepped()
    flip(beside.one(beside.desk.folder.root, "attachment"))
    beside.office.clock.forward(days=91)
    rota = Rota(beside.desk)
    files = files_of(beside.desk.folder.root)
    assert rota.standing(beside.clerk).due == 2 + len(files)
    done = rota.go(Unwatched())
    assert done.items == 2 + len(files)
    assert [each.code for each in done.findings] == ["altered"]
    standing = rota.standing(beside.clerk)
    assert (standing.due, [each.name for each in standing.files]) == (0, ["笔录.pdf"])


def test_the_list_of_files_in_the_export_names_kept_packages(beside, tmp_path):
    done = RegisterExport(beside.desk).write(beside.clerk, tmp_path / "registers")
    with (tmp_path / "registers" / "files.csv").open(encoding="utf-8-sig", newline="") as file:
        paths = {row["path"] for row in csv.DictReader(file)}
    here = set(files_of(beside.desk.folder.root))
    assert here <= paths
    assert done.files == 2 + len(here)


def test_a_mirror_that_was_filled_by_an_older_program_is_filled_up(beside):
    beside.stepped()
    for area in ("attachments", "provided", "quarantine", "backups"):
        shutil.rmtree(beside.place / area)
    with beside.desk.transaction(None) as work:
        for table in ("mirror_files", "mirror_backups", "other_files"):
            work.session.connection().exec_driver_sql(f"DELETE FROM {table}")
    assert beside.mirroring.wanting()
    assert beside.catch_up().complete
    assert files_of(beside.desk.folder.root) == files_of(beside.place)


def test_a_kept_package_whose_list_was_altered_before_it_was_noted_is_named(beside):
    flip(beside.one(beside.desk.folder.root, "list"))
    codes = beside.codes()
    assert codes == [("altered", f"kept_copy:{beside.provision.no}")]


def test_disc_images_are_mirrored_where_that_is_chosen(beside):
    clerk, desk = beside.clerk, beside.desk
    disc = Imaging(desk).plan(clerk, DiscRequest(Medium.CD, (beside.case,)))[0].no
    Imaging(desk).build(clerk, disc, Unwatched())
    beside.stepped()
    assert not (beside.place / "images").exists()
    with pytest.raises(Refused):
        Stock(desk).choose_images(beside.office["officer"], wanted=True)

    Stock(desk).choose_images(clerk, wanted=True)
    assert beside.mirroring.standing().files_behind == 1
    beside.catch_up()
    (image,) = (beside.place / "images").iterdir()
    assert image.read_bytes() == (desk.folder.images / image.name).read_bytes()
    flip(desk.folder.images / image.name)
    assert beside.codes() == [("altered", f"disc:{disc}")]
    assert beside.heal(f"image:{image.name}").mended == "archive"
    assert beside.codes(mirror=True) == []

    Stock(desk).choose_images(clerk, wanted=False)
    assert (beside.mirroring.standing().in_step, image.is_file()) == (True, True)


def test_what_was_set_aside_on_the_vaults_own_disk_is_mirrored_too(tmp_path):
    card, mirror, vault = tmp_path / "card", tmp_path / "mirror", tmp_path / "disk"
    recordings.video(card / "DSJ-A1_20261118090000.mp4")
    mirror.mkdir()
    office = staffed_office(tmp_path / "archive", vault=vault)
    take_in(office, card)
    clerk, mirroring = office["archivist"], Mirroring(office.desk)
    mirroring.set_up(clerk, mirror)
    mirroring.catch_up(clerk, Unwatched())
    flip(vault_file_of(office, 1))
    Healing(office.desk).heal(clerk, 1, Unwatched())
    (aside,) = (vault / ".quarantine").iterdir()
    assert mirroring.catch_up(clerk, Unwatched()).complete
    assert (mirror / "quarantine" / aside.name).read_bytes() == aside.read_bytes()
    before = aside.read_bytes()
    flip(aside)
    item = f"quarantine:{aside.name}"
    found = Guarding(office.desk).check(clerk, Unwatched()).findings
    assert [(each.code, each.item) for each in found] == [("altered", item)]
    FileHealing(office.desk).heal(clerk, item, Unwatched())
    assert aside.read_bytes() == before
    office.desk.close()
