import errno

import pytest

from archive_desk.domain.errors import reason_of
from archive_desk.languages import Language, render
from tests.helpers.sources import is_chinese


@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EACCES, errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENXIO]
)
def test_why_the_system_fails_is_said_in_the_readers_language(number):
    reason = reason_of(OSError(number, "the system's own words"))

    assert is_chinese(reason)
    assert not is_chinese(render(reason, Language.EN))


def test_what_we_have_no_words_for_is_said_in_the_systems():
    assert reason_of(OSError(errno.EL2HLT, "Level 2 halted")) == "Level 2 halted"
    assert reason_of(OSError("no number")) == "no number"
