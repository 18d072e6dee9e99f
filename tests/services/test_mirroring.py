import errno
import os
import shutil
from pathlib import Path

import bagit
import pytest

from archive_desk.db import mirrors
from archive_desk.domain.copies import Fixity, Release, release_of
from archive_desk.domain.errors import Cancelled, Damaged, InvalidInput, Refused, Unavailable
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.media import copying, vault
from archive_desk.services.healing import Healing, Mended
from archive_desk.services.mirroring import Mirroring
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import table, take_in, verbs

ONE, TWO = FootageId(1), FootageId(2)


class Twofold:
    """An archive with two recordings and a folder that is its mirror."""

    def __init__(self, root: Path, vault: Path | None = None) -> None:
        self.root = root
        self.office = staffed_office(root / "archive", vault=vault)
        self.desk = self.office.desk
        self.clerk = self.office["archivist"]
        card = root / "card"
        recordings.video(card / "DCIM" / "DSJ-A1_20261118090000.mp4", text="一")
        recordings.video(card / "DCIM" / "DSJ-A1_20261118091000.mp4", text="二")
        self.batch = take_in(self.office, card).batch.no
        self.place = root / "mirror"
        self.place.mkdir()
        self.mirroring = Mirroring(self.desk)

    def catch_up(self, monitor=None):
        return self.mirroring.catch_up(self.clerk, monitor or Unwatched())

    def stepped(self):
        self.mirroring.set_up(self.clerk, self.place)
        return self.catch_up()

    def here(self, footage_id):
        return vault_file_of(self.office, footage_id)

    def there(self, footage_id):
        return self.place / self.here(footage_id).relative_to(self.desk.folder.vault)

    def heal(self, footage_id):
        return Healing(self.desk).heal(self.clerk, footage_id, Unwatched())

    def held(self, footage_id):
        with self.desk.reading() as session:
            return mirrors.held(session, [footage_id])[footage_id]


@pytest.fixture
def twofold(tmp_path):
    made = Twofold(tmp_path)
    yield made
    made.desk.close()


def spoil(file: Path) -> bytes:
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    return bytes(data)


def test_without_a_mirror_it_is_said_that_there_is_one_copy(twofold):
    status = twofold.mirroring.status(twofold.clerk)
    assert (status.mirror, status.in_step) == (None, False)
    assert "只有一份" in status.message
    with pytest.raises(InvalidInput, match="没有设置镜像"):
        twofold.catch_up()
    assert not twofold.held(ONE).safe


def test_a_mirror_holds_the_same_bags_which_somebody_elses_tool_validates(twofold):
    done = twofold.stepped()

    assert (done.copied, done.behind, done.complete) == (2, 0, True)
    assert twofold.mirroring.standing().in_step
    assert twofold.there(ONE).read_bytes() == twofold.here(ONE).read_bytes()
    assert not os.access(twofold.there(ONE), os.W_OK) or os.geteuid() == 0
    assert twofold.there(ONE).stat().st_mode & 0o222 == 0
    assert bagit.Bag(str(twofold.place / twofold.batch)).validate()
    assert twofold.held(ONE).safe
    assert "archive.mirrored" in verbs(twofold.office)
    assert twofold.catch_up().copied == 0
    assert twofold.mirroring.strays() == []


def test_what_came_in_later_follows(twofold):
    twofold.stepped()
    recordings.photo(twofold.root / "card2" / "IMG_20261119_094000.jpg")
    take_in(twofold.office, twofold.root / "card2")
    assert twofold.mirroring.standing().behind == 1
    assert (twofold.catch_up().copied, twofold.mirroring.standing().behind) == (1, 0)


def test_a_mirror_that_is_not_there_is_said_and_an_empty_place_is_not_filled(twofold):
    twofold.stepped()
    elsewhere = twofold.place.rename(twofold.root / "unplugged")
    twofold.place.mkdir()

    with pytest.raises(Unavailable, match="没有连接"):
        twofold.catch_up()

    assert list(twofold.place.iterdir()) == []
    status = twofold.mirroring.standing()
    assert (status.present, "没有连接" in status.message) == (False, True)
    twofold.place.rmdir()
    elsewhere.rename(twofold.place)
    assert twofold.catch_up().complete


def test_another_archives_mirror_is_refused_and_so_is_what_holds_something_else(twofold):
    other = staffed_office(twofold.root / "other" / "archive")
    theirs = twofold.root / "theirs"
    theirs.mkdir()
    with twofold.desk.transaction(None) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE settings SET value = '\"another\"' WHERE key = 'archive_id'"
        )
    Mirroring(other.desk).set_up(other["archivist"], theirs)
    other.desk.close()
    text = (theirs / "mirror.toml").read_text("utf-8")
    (theirs / "mirror.toml").chmod(0o600)
    (theirs / "mirror.toml").write_text(text.replace('archive_id = "', 'archive_id = "x'), "utf-8")

    with pytest.raises(Refused, match="另一个档案库"):
        twofold.mirroring.set_up(twofold.clerk, theirs)
    full = twofold.root / "full"
    full.mkdir()
    (full / "holiday.jpg").write_bytes(b"x")
    for wrong, words in (
        (full, "别的文件"),
        (twofold.root / "nowhere", "找不到"),
        (twofold.desk.folder.root / "vault", "重叠"),
        (twofold.root, "重叠"),
    ):
        with pytest.raises(InvalidInput, match=words):
            twofold.mirroring.set_up(twofold.clerk, wrong)


def test_a_mirror_is_found_again_where_it_was_moved_to(twofold):
    twofold.stepped()
    moved = twofold.place.rename(twofold.root / "new place")
    status = twofold.mirroring.set_up(twofold.clerk, moved)
    assert (status.mirror.path, status.in_step) == (moved, True)
    assert twofold.catch_up().copied == 0


def test_a_mirror_is_replaced_only_when_that_is_said_and_the_old_one_stays(twofold):
    twofold.stepped()
    second = twofold.root / "second"
    second.mkdir()
    with pytest.raises(InvalidInput, match="更换"):
        twofold.mirroring.set_up(twofold.clerk, second)
    status = twofold.mirroring.set_up(twofold.clerk, second, replace=True)
    assert status.behind == 2
    assert twofold.catch_up().copied == 2
    assert twofold.there(ONE).exists()
    # The first comes back: what lies there is read again before it counts.
    spoil(twofold.there(TWO))
    twofold.mirroring.set_up(twofold.clerk, twofold.place, replace=True)
    assert twofold.catch_up().complete
    assert twofold.there(TWO).read_bytes() == twofold.here(TWO).read_bytes()
    assert len(list((twofold.place / ".quarantine").iterdir())) == 1


def test_a_damaged_original_is_never_mirrored_nor_put_over_a_sound_copy(twofold):
    twofold.mirroring.set_up(twofold.clerk, twofold.place)
    spoil(twofold.here(ONE))

    done = twofold.catch_up()

    assert [(each.code, each.item) for each in done.findings] == [("altered", "footage:1")]
    assert (done.copied, done.behind) == (1, 1)
    assert not twofold.there(ONE).exists()
    assert twofold.held(ONE).vault is Fixity.ALTERED
    assert twofold.held(ONE).copies == 0


def test_an_original_is_healed_from_the_mirror_and_the_bad_file_set_aside(twofold):
    twofold.stepped()
    sound = twofold.there(ONE).read_bytes()
    bad = spoil(twofold.here(ONE))

    healed = twofold.heal(ONE)

    assert healed.mended is Mended.VAULT
    assert twofold.here(ONE).read_bytes() == sound
    assert healed.set_aside.read_bytes() == bad
    assert healed.set_aside.parent == twofold.desk.folder.quarantine
    assert "footage.healed" in verbs(twofold.office)
    assert twofold.held(ONE).safe
    assert twofold.heal(ONE).mended is Mended.NOTHING


def test_a_lost_original_comes_back_and_a_bad_copy_is_made_anew(twofold):
    twofold.stepped()
    twofold.here(ONE).unlink()
    bad = spoil(twofold.there(TWO))

    assert twofold.heal(ONE).mended is Mended.VAULT
    there = twofold.heal(TWO)

    assert twofold.here(ONE).exists()
    assert there.mended is Mended.MIRROR
    assert there.set_aside.read_bytes() == bad
    assert twofold.there(TWO).read_bytes() == twofold.here(TWO).read_bytes()
    assert "footage.mirror_healed" in verbs(twofold.office)


def test_where_neither_is_sound_both_digests_are_named_and_nothing_is_touched(twofold):
    twofold.stepped()
    bad = spoil(twofold.here(ONE)), spoil(twofold.there(ONE))[:-1]
    twofold.there(ONE).write_bytes(bad[1])
    with pytest.raises(Damaged) as told:
        twofold.heal(ONE)
    row = table(twofold.office, "SELECT sha256 FROM footage WHERE id = 1")[0]
    assert row["sha256"] in told.value.message
    assert twofold.here(ONE).read_bytes() == bad[0]
    assert twofold.there(ONE).read_bytes() == bad[1]


def test_a_full_mirror_is_said_and_the_rest_follows_when_there_is_room(twofold, monkeypatch):
    twofold.mirroring.set_up(twofold.clerk, twofold.place)
    real = copying.write_all

    def full(descriptor, view):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copying, "write_all", full)
    done = twofold.catch_up()
    assert [each.code for each in done.findings] == ["full"]
    assert done.behind == 2
    monkeypatch.setattr(copying, "write_all", real)
    assert twofold.catch_up().complete


def test_stopping_keeps_what_was_copied(twofold):
    twofold.mirroring.set_up(twofold.clerk, twofold.place)

    class Stop:
        seen = 0

        def report(self, done, total, note=""):
            self.seen += "091000" in str(note)
            if self.seen > 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        twofold.catch_up(Stop())
    assert twofold.mirroring.standing().behind == 1
    assert list((twofold.place / vault.INCOMING).glob("*.part")) == []
    assert twofold.catch_up().copied == 1


def test_the_mirror_may_vanish_in_the_middle(twofold, monkeypatch):
    twofold.mirroring.set_up(twofold.clerk, twofold.place)
    real = copying.copy_hashed

    def pulled(source, target, advance, **how):
        digests = real(source, target, advance, **how)
        if "0002" in target.name:
            shutil.move(twofold.place, twofold.root / "pulled")
        return digests

    monkeypatch.setattr(vault, "copy_hashed", pulled)
    done = twofold.catch_up()
    assert [(each.code, each.item) for each in done.findings] == [("unreachable", "mirror")]
    assert not twofold.place.exists()
    monkeypatch.setattr(vault, "copy_hashed", real)
    shutil.move(twofold.root / "pulled", twofold.place)
    assert twofold.catch_up().complete
    assert bagit.Bag(str(twofold.place / twofold.batch)).validate()


def test_only_those_who_keep_the_vault_set_mirrors_up_and_heal(twofold):
    for account in ("officer", "auditor"):
        actor = twofold.office[account]
        with pytest.raises(Refused):
            twofold.mirroring.set_up(actor, twofold.place)
        with pytest.raises(Refused):
            Healing(twofold.desk).heal(actor, ONE, Unwatched())


def test_a_card_is_safe_to_release_when_every_recording_has_two_copies(twofold):
    with twofold.desk.reading() as session:
        held = mirrors.held(session, [ONE, TWO]).values()
    alone = release_of(held, not_in=0, mirrored=False)
    assert (alone.release, alone.single) == (Release.ONE_COPY, (ONE, TWO))
    twofold.stepped()
    with twofold.desk.reading() as session:
        held = mirrors.held(session, [ONE, TWO]).values()
    assert release_of(held, not_in=0, mirrored=True).release is Release.SAFE
    assert release_of(held, not_in=1, mirrored=True).release is Release.NOT_IN


def test_the_mirror_is_left_and_what_it_holds_stays(twofold):
    twofold.stepped()
    twofold.mirroring.leave(twofold.clerk)
    assert twofold.mirroring.standing().mirror is None
    assert twofold.there(ONE).exists()
    assert not twofold.held(ONE).safe
