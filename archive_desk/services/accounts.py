"""People and their accounts: signing in, registering, passwords."""

from dataclasses import replace
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from archive_desk.db import people
from archive_desk.domain.errors import Conflict, InvalidInput, NotFound, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.office import LOCK_OUT, MAX_FAILED_SIGN_INS, MIN_PASSWORD_LENGTH
from archive_desk.domain.people import Person, Right, Role
from archive_desk.domain.sentences import Sentence, say
from archive_desk.services.desk import Desk, Transaction

_WRONG = "账号或密码不正确。"
_DETAILS = {"valid_until": "expires_at"}


class Accounts:
    """What is done with accounts. Passwords are kept as Argon2id hashes only."""

    def __init__(self, desk: Desk, hasher: PasswordHasher | None = None) -> None:
        """Work on `desk`; `hasher` carries the cost of hashing (the library's default)."""
        self._desk = desk
        self._hasher = hasher or PasswordHasher()

    def found(self, account: str, name: str, password: str) -> Person:
        """Register the first person of a new archive, the system administrator.

        Raises:
            Refused: the archive has people already.
            InvalidInput: account or password will not do.
        """
        with self._desk.transaction(None) as work:
            if people.all_people(work.session):
                raise Refused(say("档案库已有人员，请由系统管理员添加账号。"))
            return self._register(work, account, name, Role.SYS_ADMIN, password)

    def register(
        self,
        actor: Person,
        account: str,
        name: str,
        role: Role,
        password: str,
        *,
        section: str = "",
        certificate_no: str = "",
        valid_until: datetime | None = None,
    ) -> Person:
        """Give somebody an account; one for a reviewer from outside ends by itself.

        Raises:
            Refused: `actor` does not manage accounts.
            Conflict: the account exists.
            InvalidInput: account, name or password will not do, or an end is wanting.
        """
        actor.require(Right.MANAGE_ACCOUNTS)
        with self._desk.transaction(actor) as work:
            _require_end(role, valid_until, work.at)
            return self._register(
                work, account, name, role, password, section, certificate_no, valid_until
            )

    def _register(
        self,
        work: Transaction,
        account: str,
        name: str,
        role: Role,
        password: str,
        section: str = "",
        certificate_no: str = "",
        valid_until: datetime | None = None,
    ) -> Person:
        account, name = account.strip(), name.strip()
        if not account or any(character.isspace() for character in account):
            raise InvalidInput(say("账号不能为空，也不能含空格。"))
        if not name:
            raise InvalidInput(say("请填写姓名。"))
        _require_good(password)
        if people.find(work.session, account) is not None:
            raise Conflict(say("账号“{account}”已存在。", account=account))
        person = people.add(
            work.session,
            account=account,
            name=name,
            role=role,
            section=section.strip(),
            certificate_no=certificate_no.strip(),
            password_hash=self._hasher.hash(password),
            at=work.at,
            valid_until=valid_until,
        )
        detail = {"name": name, "role": role.value, "section": person.section}
        if valid_until is not None:
            detail["expires_at"] = valid_until.isoformat()
        work.journal(Act("account.added", f"account:{account}", detail=detail))
        return person

    def everybody(self, actor: Person) -> list[Person]:
        """All people, in order of account. Everybody in the office may know who works here.

        Raises:
            Refused: `actor` is from another body.
        """
        actor.require_inside()
        with self._desk.reading() as session:
            return list(people.all_people(session))

    def find(self, account: str) -> Person:
        """The person with this account.

        Raises:
            NotFound: there is no such account.
        """
        with self._desk.reading() as session:
            person = people.find(session, account)
        if person is None:
            raise NotFound(say("没有账号“{account}”。", account=account))
        return person

    def sign_in(self, account: str, password: str) -> Person:
        """The person who knows the password.

        Five wrong passwords bar the account for fifteen minutes; success and failure are both
        written down.

        Raises:
            Refused: wrong, barred or no longer active; the sentence does not tell which is wrong.
        """
        with self._desk.transaction(None) as work:
            refusal = self._try(work, account, password)
            found = people.find(work.session, account)
        if refusal is not None or found is None:
            raise Refused(refusal or say(_WRONG))
        with self._desk.transaction(found) as work:
            work.journal(Act("session.signed_in", f"account:{found.account}"))
        return found

    def sign_out(self, actor: Person) -> None:
        """Write down that `actor` has left the desk."""
        with self._desk.transaction(actor) as work:
            work.journal(Act("session.signed_out", f"account:{actor.account}"))

    def confirm(self, actor: Person, password: str) -> None:
        """Make sure that it is `actor` who signs, by the password typed again.

        Raises:
            Refused: it is not; counts as a failed sign-in.
        """
        with self._desk.transaction(None) as work:
            refusal = self._try(work, actor.account, password)
        if refusal is not None:
            raise Refused(refusal)

    def _try(self, work: Transaction, account: str, password: str) -> Sentence | None:
        known = people.credentials(work.session, account)
        if known is None:
            # The same time is spent, so that nobody learns which accounts exist.
            self._hasher.hash(password)
            work.journal(Act("session.refused", f"account:{account}", detail={"why": "unknown"}))
            return say(_WRONG)
        person = known.person
        item = f"account:{person.account}"
        if person.locked_until is not None and work.at < person.locked_until:
            work.journal(Act("session.refused", item, detail={"why": "locked"}))
            return self._barred(person.locked_until)
        matches = self._matches(known.password_hash, password) and person.active
        if matches and person.lapsed(work.at):
            work.journal(Act("session.refused", item, detail={"why": "lapsed"}))
            return say("账号已过有效期，不能登录。需要继续评查的，请系统管理员延长。")
        if matches:
            people.set_sign_in(work.session, person.id, failed_attempts=0, locked_until=None)
            return None
        attempts = known.failed_attempts + 1
        until = work.at + LOCK_OUT if attempts >= MAX_FAILED_SIGN_INS else None
        people.set_sign_in(
            work.session,
            person.id,
            failed_attempts=0 if until else attempts,
            locked_until=until,
        )
        work.journal(Act("session.refused", item, detail={"why": "password", "attempt": attempts}))
        return say(_WRONG) if until is None else self._barred(until)

    def _barred(self, until: datetime) -> Sentence:
        local = until.astimezone(self._desk.office.zone)
        return say("密码多次输错，账号已锁定，{time} 后可再试。", time=local.strftime("%H:%M"))

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def change_password(self, actor: Person, old: str, new: str) -> None:
        """Replace one's own password.

        Raises:
            Refused: the old one is wrong.
            InvalidInput: the new one will not do.
        """
        _require_good(new)
        self.confirm(actor, old)
        with self._desk.transaction(actor) as work:
            people.set_password(work.session, actor.id, self._hasher.hash(new), work.at)
            work.journal(Act("account.password_changed", f"account:{actor.account}"))

    def reset_password(self, actor: Person, account: str, new: str) -> None:
        """Give somebody else a new password, and lift a lock-out.

        Raises:
            Refused: `actor` does not manage accounts.
            NotFound: there is no such account.
            InvalidInput: the password will not do.
        """
        actor.require(Right.MANAGE_ACCOUNTS)
        _require_good(new)
        person = self.find(account)
        with self._desk.transaction(actor) as work:
            people.set_password(work.session, person.id, self._hasher.hash(new), work.at)
            work.journal(Act("account.password_reset", f"account:{person.account}"))

    def change(
        self,
        actor: Person,
        account: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        section: str | None = None,
        certificate_no: str | None = None,
        active: bool | None = None,
        valid_until: datetime | None = None,
    ) -> Person:
        """Change the facts of an account; what is None stays. Accounts are never deleted.

        Raises:
            Refused: `actor` does not manage accounts, or would shut himself out.
            NotFound: there is no such account.
        """
        actor.require(Right.MANAGE_ACCOUNTS)
        old = self.find(account)
        if old.id == actor.id and (active is False or (role is not None and role != old.role)):
            raise Refused(say("不能停用自己的账号或更改自己的角色，请由另一位管理员办理。"))
        new = replace(
            old,
            name=old.name if name is None else name.strip(),
            role=old.role if role is None else role,
            section=old.section if section is None else section.strip(),
            certificate_no=(
                old.certificate_no if certificate_no is None else certificate_no.strip()
            ),
            active=old.active if active is None else active,
            valid_until=old.valid_until if valid_until is None else valid_until,
        )
        if not new.name:
            raise InvalidInput(say("请填写姓名。"))
        if new.external and (not old.external or valid_until is not None):
            _require_end(new.role, new.valid_until, self._desk.clock())
        fields = ("name", "role", "section", "certificate_no", "active", "valid_until")
        detail = {
            _DETAILS.get(field, field): [str(getattr(old, field)), str(getattr(new, field))]
            for field in fields
            if getattr(old, field) != getattr(new, field)
        }
        with self._desk.transaction(actor) as work:
            people.change(work.session, new)
            work.journal(Act("account.changed", f"account:{old.account}", detail=detail))
        return new


def _require_good(password: str) -> None:
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInput(say("密码至少 {length} 位。", length=MIN_PASSWORD_LENGTH))


def _require_end(role: Role, valid_until: datetime | None, at: datetime) -> None:
    """An account for somebody from outside does not outlast its purpose."""
    if role is Role.EXTERNAL_REVIEWER and valid_until is None:
        raise InvalidInput(say("外部评查员的账号必须有有效期。"))
    if valid_until is not None and valid_until <= at:
        raise InvalidInput(say("账号的有效期应在今天之后。"))
