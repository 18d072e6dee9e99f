"""Tables of what goes to the outside: disclosure, call-ups, parties, complaints.

Triggers refuse every change: what happens later is a row beside what is there.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from archive_desk.db.tables.base import Day, Moment, metadata

disclosures = Table(
    "disclosures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("applicant", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("identity", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("form_wanted", Text, nullable=False),
    Column("how", String(20), nullable=False),
    Column("arrived_on", Day, nullable=False),
    Column("confirmed_on", Day),
    Column("case_no", String(200), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)

disclosure_steps = Table(
    "disclosure_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("disclosure_id", ForeignKey("disclosures.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("on", Day, nullable=False),
    Column("text", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("party", Text, nullable=False),
    Column("answer", String(20), nullable=False),
    Column("ground", String(20), nullable=False),
    Column("copies", Text, nullable=False),
    Column("fee_cents", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(100), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    UniqueConstraint("disclosure_id", "position"),
)
"""Of two steps taken at once the second finds its position taken."""

disclosure_copies = Table(
    "disclosure_copies",
    metadata,
    Column("step_id", ForeignKey("disclosure_steps.id"), primary_key=True),
    Column("derived_id", ForeignKey("derived_items.id"), primary_key=True),
)

call_ups = Table(
    "call_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("person", String(100), nullable=False),
    Column("duty", String(20), nullable=False),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment),
    Column("reason", Text, nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("named_by", String(100), nullable=False),
)

call_up_ends = Table(
    "call_up_ends",
    metadata,
    Column("call_up_id", ForeignKey("call_ups.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("body", String(200), nullable=False),
    Column("document_no", String(200), nullable=False),
    Column("complainant", String(200), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("received_on", Day, nullable=False),
    Column("note", Text, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)

complaint_answers = Table(
    "complaint_answers",
    metadata,
    Column("provision_id", ForeignKey("provisions.id"), primary_key=True),
    Column("complaint_id", ForeignKey("complaints.id"), nullable=False, index=True),
)

kept_copies = Table(
    "kept_copies",
    metadata,
    Column("provision_id", ForeignKey("provisions.id"), primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("path", String(500), nullable=False),
    Column("files", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("kept_by", String(100), nullable=False),
)
"""The copy kept by law of what was provided (002 Art. 18), as an item of its own."""

party_visits = Table(
    "party_visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("loan_id", ForeignKey("loans.id"), nullable=False, index=True),
    Column("loan_no", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("identity_kind", String(20), nullable=False),
    Column("identity_no", String(100), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("relation", String(20), nullable=False),
    Column("represents", String(200), nullable=False),
    Column("power_of_attorney", Text, nullable=False),
    Column("ground", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)

party_sessions = Table(
    "party_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("party_visits.id"), nullable=False, index=True),
    Column("begun_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("items", Text, nullable=False),
    Column("supervised_by", String(100), nullable=False),
    Column("note", Text, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", String(100), nullable=False),
)

party_copies = Table(
    "party_copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("party_visits.id"), nullable=False, index=True),
    Column("no", String(60), nullable=False, unique=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False),
    Column("name", String(300), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(100), nullable=False),
)
