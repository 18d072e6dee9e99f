"""Provision to the outside (对外提供): what a review body or a court was given, and its receipt."""

from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Recipient:
    """Who asked, by which document, and what the recordings are to prove.

    `body` is the receiving body, `document_no` the number of its letter, `handler` its person.
    """

    body: str
    document_no: str
    handler: str
    proves: str

    def check(self) -> None:
        """Refuse what would leave the register or the statement without its facts.

        Raises:
            InvalidInput: body, document number or subject of proof is missing.
        """
        wanted = (
            (self.body, say("请填写接收单位。")),
            (self.document_no, say("请填写来函文号。")),
            (self.proves, say("请写明证明对象。")),
        )
        for value, complaint in wanted:
            if not value.strip():
                raise InvalidInput(complaint)


@dataclass(frozen=True)
class ProvidedItem:
    """One recording that was given out: its name, size in bytes and digests."""

    footage_id: FootageId
    name: str
    path: str
    size_bytes: int
    sha256: str
    sm3: str


@dataclass(frozen=True)
class Receipt:
    """The recipient's word that the package came: who signed, when it was entered and by whom."""

    receiver: str
    note: str
    entered_at: datetime
    entered_by: str


@dataclass(frozen=True)
class KeptCopy:
    """The copy that the office keeps of what it provided (002 Art. 18), an item of its own.

    `path` is its folder below the archive; `manifest_sha256` that of its own manifest, the same as
    of the package that left.
    """

    no: str
    path: str
    files: int
    size_bytes: int
    manifest_sha256: str
    kept_at: datetime
    kept_by: str


@dataclass(frozen=True)
class Provision:
    """One line of the register of provisions (对外提供登记, 002 Art. 18).

    `manifest_sha256` is the digest of the package's own manifest: with it the copy that stays in
    the archive can be shown to be the one that was given.
    """

    no: str
    loan_no: str
    recipient: Recipient
    approvers: str
    items: tuple[ProvidedItem, ...]
    provided_at: datetime
    provided_by: str
    manifest_sha256: str
    receipt: Receipt | None = None
    kept: KeptCopy | None = None
    complaint: str = ""
