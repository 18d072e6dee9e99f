"""From nothing but the mirror's folder to a running archive with everything in it."""

import errno
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from archive_desk.domain.errors import Cancelled, InvalidInput, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.media import copying, mirror
from archive_desk.services.accounts import Accounts
from archive_desk.services.backups import Backups
from archive_desk.services.catalogue import Catalogue
from archive_desk.services.desk import open_desk
from archive_desk.services.guarding import Guarding
from archive_desk.services.healing import Healing
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.restoring import Order, Restoring, look
from tests.helpers import recordings
from tests.helpers.archives import PASSWORD, HandClock, staffed_office
from tests.helpers.beside import AREAS, Beside, files_of, flip
from tests.helpers.taking_in import take_in, verbs

KEPT = ("vault", *AREAS)


class Lost(Beside):
    """An archive whose disk is lost: what is left is a copy of the mirror's folder."""

    def __init__(self, root):
        super().__init__(root)
        self.stepped()
        self.target = root / "new"

    def lose(self):
        self.held = files_of(self.desk.folder.root, KEPT)
        self.desk.close()
        self.left = self.root / "left"
        shutil.copytree(self.place, self.left)
        shutil.rmtree(self.desk.folder.root)
        shutil.rmtree(self.place)
        self.order = Order(self.left, self.target, "archivist", PASSWORD)
        return self

    def restore(self, monitor=None, **how):
        return Restoring(HandClock()).restore(replace(self.order, **how), monitor or Unwatched())

    def opened(self):
        self.desk = open_desk(self.target, clock=HandClock())
        people = Accounts(self.desk).everybody(self.clerk)
        self.clerk = next(each for each in people if each.account == "archivist")
        return self.desk

    def found(self):
        report = Guarding(self.desk).check(self.clerk, Unwatched(), full=True, mirror=True)
        return [(each.code, each.item) for each in report.findings]


@pytest.fixture
def lost(tmp_path):
    made = Lost(tmp_path)
    yield made
    made.desk.close()


class StopAt:
    """A monitor that stops the work at the `count`-th report."""

    def __init__(self, count):
        self.left = count

    def report(self, _done, _total, _note=""):
        self.left -= 1
        if self.left <= 0:
            raise Cancelled


def test_everything_is_there_again_and_sound(lost):
    lost.lose()
    found = look(lost.left)
    assert (found.facts.originals, found.facts.organisation) == (2, "示例区教育局")
    before = files_of(lost.left, (".",))

    done = lost.restore()

    assert (done.complete, done.originals, done.files) == (True, 2, len(lost.held) - 2 - 7)
    assert files_of(lost.target, KEPT) == lost.held
    assert files_of(lost.left, (".",)) == before, "the mirror is only read"
    lost.opened()
    assert lost.found() == []
    assert Catalogue(lost.desk).show(lost.clerk, 1).footage.name.startswith("DSJ-A1")
    standing = Mirroring(lost.desk).standing()
    assert (standing.mirror.path, standing.in_step) == (lost.left, True)
    assert "archive.restored" in verbs(lost)
    assert not (lost.target / "restoring.json").exists()
    # And the work goes on where it ended.
    assert Mirroring(lost.desk).catch_up(lost.clerk, Unwatched()).complete


def test_originals_can_be_put_on_another_disk(lost, tmp_path):
    lost.lose()
    done = lost.restore(vault=tmp_path / "disk")
    assert done.complete
    desk = lost.opened()
    assert desk.folder.vault == tmp_path / "disk"
    assert lost.found() == []


def test_what_is_damaged_in_the_mirror_is_named_and_the_rest_restored(lost):
    lost.lose()
    bad, gone = sorted(lost.left.rglob(f"{lost.batch}/data/*"))
    flip(bad)
    gone.unlink()
    flip(lost.one(lost.left, "attachment"))

    done = lost.restore()

    codes = sorted((each.code, each.item.partition(":")[0]) for each in done.findings)
    assert codes == [("altered", "attachment"), ("altered", "footage"), ("missing", "footage")]
    assert (done.originals, "没有恢复" in done.message) == (0, True)
    lost.opened()
    here = {code for code, _ in lost.found()}
    assert {"missing", "mirror_altered"} <= here
    assert files_of(lost.target, ("provided",)) == {
        path: data for path, data in lost.held.items() if path.startswith("provided/")
    }


def test_what_came_after_the_copy_of_the_database_is_named_and_no_number_given_twice(
    lost, monkeypatch
):
    recordings.photo(lost.root / "card2" / "IMG_20261119_094000.jpg")
    later = take_in(lost.office, lost.root / "card2").batch.no
    # The cut comes between the originals and the copy of the database.
    monkeypatch.setattr(
        "archive_desk.services.mirror_backups.MirrorBackups.keep_up", lambda *_a, **_k: []
    )
    lost.catch_up()
    lost.lose()

    done = lost.restore()

    assert [each.code for each in done.findings] == ["unrecorded"]
    assert f"{later}/data/" in done.findings[0].message
    lost.opened()
    lost.office.desk = lost.desk
    again = take_in(lost.office, lost.left / later / "data").batch.no
    assert again > later


def test_a_damaged_copy_of_the_database_is_named_and_an_older_one_taken(lost):
    lost.office.clock.forward(days=1)
    assert lost.check().sound
    lost.mirroring.catch_up(lost.clerk, Unwatched())
    lost.lose()
    older, newer = mirror.backups_in(lost.left)
    flip(newer)
    done = lost.restore()
    assert [(each.code, each.item) for each in done.findings] == [
        ("damaged", f"backup:{newer.name}")
    ]
    assert done.backup == older.name
    assert files_of(lost.target, KEPT) == lost.held


def test_without_a_copy_in_the_mirror_one_from_elsewhere_will_do(lost):
    made = Backups(lost.desk).make(lost.clerk)
    kept = shutil.copy(made.file, lost.root / "kept.sqlite")
    lost.lose()
    shutil.rmtree(lost.left / "backups")
    with pytest.raises(InvalidInput, match="没有数据库备份"):
        lost.restore()
    assert not lost.target.exists()
    assert lost.restore(database=lost.root / "kept.sqlite").complete
    assert kept


def test_another_archives_database_is_refused_and_so_is_what_is_no_mirror(lost, tmp_path):
    lost.lose()
    other = staffed_office(tmp_path / "other")
    with other.desk.transaction(None) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE settings SET value = '\"another\"' WHERE key = 'archive_id'"
        )
    theirs = Backups(other.desk).make(other["admin"]).file
    other.desk.close()
    with pytest.raises(Refused, match="另一个档案库"):
        lost.restore(database=theirs)
    with pytest.raises(InvalidInput, match="不是镜像"):
        lost.restore(mirror=tmp_path)
    assert not lost.target.exists()


@pytest.mark.parametrize("holding", ["file", "archive"])
def test_a_folder_that_holds_something_is_left_alone(lost, holding, tmp_path):
    lost.lose()
    if holding == "archive":
        staffed_office(lost.target).desk.close()
    else:
        lost.target.mkdir()
        (lost.target / "holiday.jpg").write_bytes(b"x")
    before = files_of(lost.target, (".",))
    with pytest.raises(InvalidInput, match="不是空的"):
        lost.restore()
    assert files_of(lost.target, (".",)) == before
    with pytest.raises(InvalidInput, match="镜像里面"):
        lost.restore(target=lost.left / "new")


def test_who_may_not_keep_the_vault_restores_nothing(lost):
    lost.lose()
    with pytest.raises(Refused, match="不正确"):
        lost.restore(password="wrong")
    with pytest.raises(Refused):
        lost.restore(account="officer")
    assert not (lost.target / "archive.toml").exists()
    assert lost.restore(account="admin").complete, "what was begun goes on"


@pytest.mark.parametrize("count", [2, 5, 9, 20, 40])
def test_what_was_stopped_goes_on(lost, count):
    lost.lose()
    with pytest.raises(Cancelled):
        lost.restore(StopAt(count))
    assert not (lost.target / "archive.toml").exists()
    assert lost.restore().complete
    assert files_of(lost.target, KEPT) == lost.held
    lost.opened()
    assert lost.found() == []


def test_a_full_disk_is_said_and_goes_on_when_there_is_room(lost, monkeypatch):
    lost.lose()
    real = copying.write_all

    def full(descriptor, view):
        if "data" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor, view)

    monkeypatch.setattr(copying, "write_all", full)
    with pytest.raises(Unavailable, match="满了"):
        lost.restore()
    monkeypatch.setattr(copying, "write_all", real)
    assert lost.restore().complete
    assert files_of(lost.target, KEPT) == lost.held


def test_what_cannot_fit_is_said_at_once(lost, monkeypatch):
    lost.lose()
    usage = shutil.disk_usage(lost.root)
    small = type(usage)(usage.total, usage.total, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: small)
    with pytest.raises(Unavailable, match="空间不足"):
        lost.restore()


def test_two_people_at_once_do_not_write_into_one_folder(lost):
    lost.lose()
    inside, go_on = threading.Event(), threading.Event()

    class Waiting:
        def report(self, _done, _total, _note=""):
            inside.set()
            assert go_on.wait(30)

    done = []
    first = threading.Thread(target=lambda: done.append(lost.restore(Waiting())))
    first.start()
    try:
        assert inside.wait(30)
        with pytest.raises(Unavailable, match="另一个窗口或命令"):
            lost.restore()
    finally:
        go_on.set()
        first.join()
    assert done[0].complete
    with pytest.raises(InvalidInput, match="不是空的"):
        lost.restore()


def test_what_was_lost_comes_back_from_a_disc_or_an_older_mirror_by_healing(lost):
    lost.lose()
    (bad, _) = sorted(lost.left.rglob(f"{lost.batch}/data/*"))
    sound = bad.read_bytes()
    flip(bad)
    assert not lost.restore().complete
    lost.opened()
    bad.write_bytes(sound)
    assert Healing(lost.desk).heal(lost.clerk, 1, Unwatched()).mended.value == "vault"
    assert lost.found() == []
