import pytest

from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import PersonId
from archive_desk.domain.people import RIGHTS, Person, Right, Role


def somebody(role: Role, *, active: bool = True) -> Person:
    return Person(PersonId(1), "x", "示例", role, active=active)


def test_every_role_has_its_rights_and_its_name():
    assert set(RIGHTS) == set(Role)
    assert all(role.label for role in Role)


def test_the_administrator_sees_no_content_and_signs_nothing():
    admin = somebody(Role.SYS_ADMIN)
    barred = {Right.PLAY, Right.BROWSE, Right.SIGN, Right.IMPORT, Right.READ_JOURNAL}
    assert not any(admin.may(right) for right in barred)


def test_only_auditor_and_security_officer_read_the_journal():
    readers = {role for role in Role if somebody(role).may(Right.READ_JOURNAL)}
    assert readers == {Role.AUDITOR, Role.SECURITY_ADMIN}


def test_who_has_left_may_nothing():
    assert not any(somebody(Role.ARCHIVIST, active=False).may(right) for right in Right)


def test_a_refusal_names_the_person_the_role_and_the_right():
    with pytest.raises(Refused, match="示例（执法人员）不能采集音像"):
        somebody(Role.OFFICER).require(Right.IMPORT)
