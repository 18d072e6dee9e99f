from pathlib import Path

import pytest

from archive_desk.db.network_files import kind_of_mount, on_network

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /media/nas rw - nfs4 nas:/export rw,vers=4.2
31 22 0:41 / /media/nas\\040two rw shared:3 - cifs //nas/two rw
32 30 8:2 / /media/nas/local rw - xfs /dev/sdb1 rw
33 22 0:42 / /media/over rw - nfs nas:/x rw
34 33 8:3 / /media/over rw - ext4 /dev/sdc1 rw
not a line of a mount
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/archive", "ext4"),
        ("/media/nas/archive", "nfs4"),
        ("/media/nas two/archive", "cifs"),
        ("/media/nas/local/archive", "xfs"),
        ("/media/nasty", "ext4"),
        ("/media/over/archive", "ext4"),
    ],
)
def test_the_nearest_and_latest_mount_counts(folder, kind):
    assert kind_of_mount(MOUNTS, Path(folder)) == kind


def test_without_a_list_of_mounts_nothing_is_said_to_be_on_a_network():
    assert kind_of_mount("", Path("/srv")) == ""


def test_the_folder_of_the_tests_is_local(tmp_path):
    assert not on_network(tmp_path)
