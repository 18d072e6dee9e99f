"""Named signers: the office may say who, and not only which post, signs a step of its chain."""

from collections.abc import Mapping

from archive_desk.db import people, settings
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import say
from archive_desk.services import rulebook
from archive_desk.services.desk import Desk
from archive_desk.services.loan_wishes import SIGNERS, signers


class Signers:
    """Who is named for which step. What runs already keeps the persons it began with."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def named(self, actor: Person) -> Mapping[int, Person]:
        """The persons named, by the step's position."""
        actor.require_inside()
        with self._desk.reading() as session:
            return signers(session)

    def name(self, actor: Person, position: int, account: str) -> Mapping[int, Person]:
        """Name a person for a step; with no account, whoever holds the post signs again.

        Raises:
            Refused: only the head of the agency says who signs.
            InvalidInput: there is no such step, he is named for another, or is not of this house.
            NotFound: there is no such account.
        """
        if not actor.active or actor.role is not Role.AGENCY_HEAD:
            raise Refused(say("签署人由行政负责人指定。"))
        chain = rulebook.of(self._desk).chain
        if not 1 <= position <= len(chain.steps):
            raise InvalidInput(
                say(
                    "本单位的审批共 {count} 步，没有第 {position} 步。",
                    count=len(chain.steps),
                    position=position,
                )
            )
        with self._desk.transaction(actor) as work:
            standing = dict(signers(work.session))
            standing.pop(position, None)
            if account:
                person = people.find(work.session, account)
                if person is None:
                    raise NotFound(say("没有账号“{account}”。", account=account))
                if person.external or not person.active:
                    raise InvalidInput(say("请指定本单位在用的人员。"))
                if person.id in {each.id for each in standing.values()}:
                    raise InvalidInput(
                        say("{name}已指定签署另一步；各步须由不同的人签署。", name=person.name)
                    )
                standing[position] = person
            kept = {str(step): person.id for step, person in standing.items()}
            settings.write(work.session, SIGNERS, kept)
            detail = {"position": position, "account": account}
            work.journal(Act("loan.signer_named", "archive:signers", detail=detail))
            return standing
