"""Distinct types for the archive's identifiers, so that a case is never taken for a disc."""

from typing import NewType

PersonId = NewType("PersonId", int)
BatchId = NewType("BatchId", int)
FootageId = NewType("FootageId", int)
TakeId = NewType("TakeId", int)
MarkId = NewType("MarkId", int)
CaseId = NewType("CaseId", int)
DocumentId = NewType("DocumentId", int)
DiscId = NewType("DiscId", int)
LoanId = NewType("LoanId", int)
GrantId = NewType("GrantId", int)
AlignmentId = NewType("AlignmentId", int)
NoteId = NewType("NoteId", int)
ClockErrorId = NewType("ClockErrorId", int)
RulingId = NewType("RulingId", int)
RoundId = NewType("RoundId", int)
RoundCaseId = NewType("RoundCaseId", int)
SheetId = NewType("SheetId", int)
DeductionId = NewType("DeductionId", int)
NoticeId = NewType("NoticeId", int)
AttachmentId = NewType("AttachmentId", int)
