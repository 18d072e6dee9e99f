"""Every deadline of every regulation, dated across 春节, 国庆 and year ends.

The dates were worked out by a second counting that shares nothing with the program: the days of
the State Council's notices are written down here once more, all working days laid out in a row,
and the n-th one after the start is looked up. The test repeats that counting for each line.
"""

from bisect import bisect_right
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.clock import Period, Unit, add_months, count
from archive_desk.domain.regulations import Clock, Event
from archive_desk.services.rulebook import KEYS, regulation, work_calendar
from archive_desk.services.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
RULES = Rules()
CALENDAR = work_calendar()

OFF = """
2022-12-31/2023-01-02 2023-01-21/2023-01-27 2023-04-05/2023-04-05 2023-04-29/2023-05-03
2023-06-22/2023-06-24 2023-09-29/2023-10-06 2024-01-01/2024-01-01 2024-02-10/2024-02-17
2024-04-04/2024-04-06 2024-05-01/2024-05-05 2024-06-10/2024-06-10 2024-09-15/2024-09-17
2024-10-01/2024-10-07 2025-01-01/2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06
2025-05-01/2025-05-05 2025-05-31/2025-06-02 2025-10-01/2025-10-08 2026-01-01/2026-01-03
2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21
2026-09-25/2026-09-27 2026-10-01/2026-10-07
"""
"""Days off by the notices of the State Council for 2023 to 2026."""

WORKED = """
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
"""Weekend days worked in exchange, by the same notices."""

TABLE = """
xigang    burn                      2023-01-13T16:05  2023-02-01T23:59:59
xigang    burn                      2023-01-20T17:59  2023-02-08T23:59:59
xigang    burn                      2023-09-22T08:31  2023-10-12T23:59:59
xigang    burn                      2023-09-28T12:00  2023-10-18T23:59:59
xigang    burn                      2023-12-29T09:15  2024-01-15T23:59:59
xigang    burn                      2024-02-09T23:59  2024-02-29T23:59:59
xigang    burn                      2024-02-18T10:10  2024-03-01T23:59:59
xigang    burn                      2024-09-30T07:45  2024-10-18T23:59:59
xigang    burn                      2024-12-31T18:20  2025-01-15T23:59:59
xigang    burn                      2025-01-26T11:11  2025-02-14T23:59:59
xigang    burn                      2025-02-05T00:00  2025-02-18T23:59:59
xigang    burn                      2025-09-28T14:14  2025-10-17T23:59:59
xigang    burn                      2025-10-08T20:30  2025-10-21T23:59:59
xigang    burn                      2025-12-31T23:58  2026-01-15T23:59:59
xigang    burn                      2026-02-14T15:00  2026-03-06T23:59:59
xigang    burn                      2026-02-24T09:09  2026-03-09T23:59:59
xigang    burn                      2026-09-20T13:37  2026-10-10T23:59:59
xigang    burn                      2026-10-10T16:45  2026-10-23T23:59:59
dawukou   publish_result            2023-01-13T16:05  2023-02-15T23:59:59
dawukou   publish_result            2023-01-20T17:59  2023-02-22T23:59:59
dawukou   publish_result            2023-09-22T08:31  2023-10-26T23:59:59
dawukou   publish_result            2023-09-28T12:00  2023-11-01T23:59:59
dawukou   publish_result            2023-12-29T09:15  2024-01-29T23:59:59
dawukou   publish_result            2024-02-09T23:59  2024-03-14T23:59:59
dawukou   publish_result            2024-02-18T10:10  2024-03-15T23:59:59
dawukou   publish_result            2024-09-30T07:45  2024-11-01T23:59:59
dawukou   publish_result            2024-12-31T18:20  2025-02-05T23:59:59
dawukou   publish_result            2025-01-26T11:11  2025-02-28T23:59:59
dawukou   publish_result            2025-02-05T00:00  2025-03-04T23:59:59
dawukou   publish_result            2025-09-28T14:14  2025-10-31T23:59:59
dawukou   publish_result            2025-10-08T20:30  2025-11-04T23:59:59
dawukou   publish_result            2025-12-31T23:58  2026-01-29T23:59:59
dawukou   publish_result            2026-02-14T15:00  2026-03-20T23:59:59
dawukou   publish_result            2026-02-24T09:09  2026-03-23T23:59:59
dawukou   publish_result            2026-09-20T13:37  2026-10-23T23:59:59
dawukou   publish_result            2026-10-10T16:45  2026-11-06T23:59:59
dawukou   publish_decision          2023-01-13T16:05  2023-01-29T23:59:59
dawukou   publish_decision          2023-01-20T17:59  2023-02-03T23:59:59
dawukou   publish_decision          2023-09-22T08:31  2023-10-09T23:59:59
dawukou   publish_decision          2023-09-28T12:00  2023-10-13T23:59:59
dawukou   publish_decision          2023-12-29T09:15  2024-01-10T23:59:59
dawukou   publish_decision          2024-02-09T23:59  2024-02-26T23:59:59
dawukou   publish_decision          2024-02-18T10:10  2024-02-27T23:59:59
dawukou   publish_decision          2024-09-30T07:45  2024-10-15T23:59:59
dawukou   publish_decision          2024-12-31T18:20  2025-01-10T23:59:59
dawukou   publish_decision          2025-01-26T11:11  2025-02-11T23:59:59
dawukou   publish_decision          2025-02-05T00:00  2025-02-13T23:59:59
dawukou   publish_decision          2025-09-28T14:14  2025-10-14T23:59:59
dawukou   publish_decision          2025-10-08T20:30  2025-10-16T23:59:59
dawukou   publish_decision          2025-12-31T23:58  2026-01-12T23:59:59
dawukou   publish_decision          2026-02-14T15:00  2026-03-03T23:59:59
dawukou   publish_decision          2026-02-24T09:09  2026-03-04T23:59:59
dawukou   publish_decision          2026-09-20T13:37  2026-09-30T23:59:59
dawukou   publish_decision          2026-10-10T16:45  2026-10-20T23:59:59
xigang    disclosure                2023-01-13T16:05  2023-02-15T23:59:59
fushun    disclosure                2023-01-20T17:59  2023-02-22T23:59:59
shuncheng disclosure                2023-09-22T08:31  2023-10-26T23:59:59
jinpu     disclosure                2023-09-28T12:00  2023-11-01T23:59:59
dawukou   disclosure                2023-12-29T09:15  2024-01-29T23:59:59
xigang    disclosure                2024-02-09T23:59  2024-03-14T23:59:59
fushun    disclosure                2024-02-18T10:10  2024-03-15T23:59:59
shuncheng disclosure                2024-09-30T07:45  2024-11-01T23:59:59
jinpu     disclosure                2024-12-31T18:20  2025-02-05T23:59:59
dawukou   disclosure                2025-01-26T11:11  2025-02-28T23:59:59
xigang    disclosure                2025-02-05T00:00  2025-03-04T23:59:59
fushun    disclosure                2025-09-28T14:14  2025-10-31T23:59:59
shuncheng disclosure                2025-10-08T20:30  2025-11-04T23:59:59
jinpu     disclosure                2025-12-31T23:58  2026-01-29T23:59:59
dawukou   disclosure                2026-02-14T15:00  2026-03-20T23:59:59
xigang    disclosure                2026-02-24T09:09  2026-03-23T23:59:59
fushun    disclosure                2026-09-20T13:37  2026-10-23T23:59:59
shuncheng disclosure                2026-10-10T16:45  2026-11-06T23:59:59
xigang    disclosure+               2023-01-13T16:05  2023-03-15T23:59:59
fushun    disclosure+               2023-01-20T17:59  2023-03-22T23:59:59
shuncheng disclosure+               2023-09-22T08:31  2023-11-23T23:59:59
jinpu     disclosure+               2023-09-28T12:00  2023-11-29T23:59:59
dawukou   disclosure+               2023-12-29T09:15  2024-02-29T23:59:59
xigang    disclosure+               2024-02-09T23:59  2024-04-12T23:59:59
fushun    disclosure+               2024-02-18T10:10  2024-04-15T23:59:59
shuncheng disclosure+               2024-09-30T07:45  2024-11-29T23:59:59
jinpu     disclosure+               2024-12-31T18:20  2025-03-04T23:59:59
dawukou   disclosure+               2025-01-26T11:11  2025-03-28T23:59:59
xigang    disclosure+               2025-02-05T00:00  2025-04-01T23:59:59
fushun    disclosure+               2025-09-28T14:14  2025-11-28T23:59:59
shuncheng disclosure+               2025-10-08T20:30  2025-12-02T23:59:59
jinpu     disclosure+               2025-12-31T23:58  2026-03-04T23:59:59
dawukou   disclosure+               2026-02-14T15:00  2026-04-20T23:59:59
xigang    disclosure+               2026-02-24T09:09  2026-04-21T23:59:59
fushun    disclosure+               2026-09-20T13:37  2026-11-20T23:59:59
shuncheng disclosure+               2026-10-10T16:45  2026-12-04T23:59:59
xigang    review_answer             2023-01-13T16:05  2023-02-01T23:59:59
fushun    review_answer             2023-01-20T17:59  2023-02-08T23:59:59
shuncheng review_answer             2023-09-22T08:31  2023-10-12T23:59:59
jinpu     review_answer             2023-09-28T12:00  2023-10-18T23:59:59
dawukou   review_answer             2023-12-29T09:15  2024-01-15T23:59:59
xigang    review_answer             2024-02-09T23:59  2024-02-29T23:59:59
fushun    review_answer             2024-02-18T10:10  2024-03-01T23:59:59
shuncheng review_answer             2024-09-30T07:45  2024-10-18T23:59:59
jinpu     review_answer             2024-12-31T18:20  2025-01-15T23:59:59
dawukou   review_answer             2025-01-26T11:11  2025-02-14T23:59:59
xigang    review_answer             2025-02-05T00:00  2025-02-18T23:59:59
fushun    review_answer             2025-09-28T14:14  2025-10-17T23:59:59
shuncheng review_answer             2025-10-08T20:30  2025-10-21T23:59:59
jinpu     review_answer             2025-12-31T23:58  2026-01-15T23:59:59
dawukou   review_answer             2026-02-14T15:00  2026-03-06T23:59:59
xigang    review_answer             2026-02-24T09:09  2026-03-09T23:59:59
fushun    review_answer             2026-09-20T13:37  2026-10-10T23:59:59
shuncheng review_answer             2026-10-10T16:45  2026-10-23T23:59:59
xigang    correction                2023-01-13T16:05  2023-01-29T23:59:59
fushun    correction                2023-01-20T17:59  2023-02-03T23:59:59
shuncheng correction                2023-09-22T08:31  2023-10-09T23:59:59
jinpu     correction                2023-09-28T12:00  2023-10-13T23:59:59
dawukou   correction                2023-12-29T09:15  2024-01-10T23:59:59
xigang    correction                2024-02-09T23:59  2024-02-26T23:59:59
fushun    correction                2024-02-18T10:10  2024-02-27T23:59:59
shuncheng correction                2024-09-30T07:45  2024-10-15T23:59:59
jinpu     correction                2024-12-31T18:20  2025-01-10T23:59:59
dawukou   correction                2025-01-26T11:11  2025-02-11T23:59:59
xigang    correction                2025-02-05T00:00  2025-02-13T23:59:59
fushun    correction                2025-09-28T14:14  2025-10-14T23:59:59
shuncheng correction                2025-10-08T20:30  2025-10-16T23:59:59
jinpu     correction                2025-12-31T23:58  2026-01-12T23:59:59
dawukou   correction                2026-02-14T15:00  2026-03-03T23:59:59
xigang    correction                2026-02-24T09:09  2026-03-04T23:59:59
fushun    correction                2026-09-20T13:37  2026-09-30T23:59:59
shuncheng correction                2026-10-10T16:45  2026-10-20T23:59:59
xigang    third_party               2023-01-13T16:05  2023-02-08T23:59:59
fushun    third_party               2023-01-20T17:59  2023-02-15T23:59:59
shuncheng third_party               2023-09-22T08:31  2023-10-19T23:59:59
jinpu     third_party               2023-09-28T12:00  2023-10-25T23:59:59
dawukou   third_party               2023-12-29T09:15  2024-01-22T23:59:59
xigang    third_party               2024-02-09T23:59  2024-03-07T23:59:59
fushun    third_party               2024-02-18T10:10  2024-03-08T23:59:59
shuncheng third_party               2024-09-30T07:45  2024-10-25T23:59:59
jinpu     third_party               2024-12-31T18:20  2025-01-22T23:59:59
dawukou   third_party               2025-01-26T11:11  2025-02-21T23:59:59
xigang    third_party               2025-02-05T00:00  2025-02-25T23:59:59
fushun    third_party               2025-09-28T14:14  2025-10-24T23:59:59
shuncheng third_party               2025-10-08T20:30  2025-10-28T23:59:59
jinpu     third_party               2025-12-31T23:58  2026-01-22T23:59:59
dawukou   third_party               2026-02-14T15:00  2026-03-13T23:59:59
xigang    third_party               2026-02-24T09:09  2026-03-16T23:59:59
fushun    third_party               2026-09-20T13:37  2026-10-16T23:59:59
shuncheng third_party               2026-10-10T16:45  2026-10-30T23:59:59
xigang    review_answer_simple      2023-01-13T16:05  2023-01-20T23:59:59
fushun    review_answer_simple      2023-01-20T17:59  2023-02-01T23:59:59
shuncheng review_answer_simple      2023-09-22T08:31  2023-10-07T23:59:59
jinpu     review_answer_simple      2023-09-28T12:00  2023-10-11T23:59:59
dawukou   review_answer_simple      2023-12-29T09:15  2024-01-08T23:59:59
xigang    review_answer_simple      2024-02-09T23:59  2024-02-22T23:59:59
fushun    review_answer_simple      2024-02-18T10:10  2024-02-23T23:59:59
shuncheng review_answer_simple      2024-09-30T07:45  2024-10-12T23:59:59
jinpu     review_answer_simple      2024-12-31T18:20  2025-01-08T23:59:59
dawukou   review_answer_simple      2025-01-26T11:11  2025-02-08T23:59:59
xigang    review_answer_simple      2025-02-05T00:00  2025-02-11T23:59:59
fushun    review_answer_simple      2025-09-28T14:14  2025-10-11T23:59:59
shuncheng review_answer_simple      2025-10-08T20:30  2025-10-14T23:59:59
jinpu     review_answer_simple      2025-12-31T23:58  2026-01-08T23:59:59
dawukou   review_answer_simple      2026-02-14T15:00  2026-02-28T23:59:59
xigang    review_answer_simple      2026-02-24T09:09  2026-03-02T23:59:59
fushun    review_answer_simple      2026-09-20T13:37  2026-09-28T23:59:59
shuncheng review_answer_simple      2026-10-10T16:45  2026-10-16T23:59:59
jinpu     archive                   2023-01-06T10:00  2023-02-06T23:59:59
jinpu     archive                   2023-01-28T18:00  2023-02-27T23:59:59
jinpu     archive                   2023-09-06T09:20  2023-10-07T23:59:59
jinpu     archive                   2023-12-16T11:40  2024-01-15T23:59:59
jinpu     archive                   2024-01-13T16:00  2024-02-18T23:59:59
jinpu     archive                   2024-01-31T12:00  2024-03-01T23:59:59
jinpu     archive                   2024-02-29T08:00  2024-04-01T23:59:59
jinpu     archive                   2024-09-03T23:59  2024-10-08T23:59:59
jinpu     archive                   2024-12-17T10:30  2025-01-16T23:59:59
jinpu     archive                   2025-01-05T07:07  2025-02-05T23:59:59
jinpu     archive                   2025-09-02T19:19  2025-10-09T23:59:59
jinpu     archive                   2025-10-09T00:00  2025-11-10T23:59:59
jinpu     archive                   2025-12-02T14:00  2026-01-04T23:59:59
jinpu     archive                   2026-01-16T09:00  2026-02-24T23:59:59
jinpu     archive                   2026-01-31T21:00  2026-03-02T23:59:59
jinpu     archive                   2026-09-18T15:15  2026-10-19T23:59:59
jinpu     archive                   2026-11-28T00:01  2026-12-28T23:59:59
xigang    court_answer              2023-01-06T10:00  2023-01-28T23:59:59
fushun    court_answer              2023-01-28T18:00  2023-02-13T23:59:59
shuncheng court_answer              2023-09-06T09:20  2023-09-21T23:59:59
jinpu     court_answer              2023-12-16T11:40  2024-01-02T23:59:59
dawukou   court_answer              2024-01-13T16:00  2024-01-29T23:59:59
xigang    court_answer              2024-01-31T12:00  2024-02-18T23:59:59
fushun    court_answer              2024-02-29T08:00  2024-03-15T23:59:59
shuncheng court_answer              2024-09-03T23:59  2024-09-18T23:59:59
jinpu     court_answer              2024-12-17T10:30  2025-01-02T23:59:59
dawukou   court_answer              2025-01-05T07:07  2025-01-20T23:59:59
xigang    court_answer              2025-09-02T19:19  2025-09-17T23:59:59
fushun    court_answer              2025-10-09T00:00  2025-10-24T23:59:59
shuncheng court_answer              2025-12-02T14:00  2025-12-17T23:59:59
jinpu     court_answer              2026-01-16T09:00  2026-02-02T23:59:59
dawukou   court_answer              2026-01-31T21:00  2026-02-24T23:59:59
xigang    court_answer              2026-09-18T15:15  2026-10-08T23:59:59
fushun    court_answer              2026-11-28T00:01  2026-12-14T23:59:59
jinpu     hand_in                   2023-01-21T00:01  2023-01-22T00:01:00
jinpu     hand_in                   2023-09-28T23:59  2023-09-29T23:59:00
jinpu     hand_in                   2023-12-31T12:34  2024-01-01T12:34:00
jinpu     hand_in                   2024-02-28T08:00  2024-02-29T08:00:00
jinpu     hand_in                   2024-02-09T17:05  2024-02-10T17:05:00
jinpu     hand_in                   2024-09-30T18:42  2024-10-01T18:42:00
jinpu     hand_in                   2025-01-27T22:22  2025-01-28T22:22:00
jinpu     hand_in                   2025-02-28T13:13  2025-03-01T13:13:00
jinpu     hand_in                   2025-09-30T06:06  2025-10-01T06:06:00
jinpu     hand_in                   2025-12-31T23:59  2026-01-01T23:59:00
jinpu     hand_in                   2026-02-14T16:20  2026-02-15T16:20:00
jinpu     hand_in                   2026-10-07T09:47  2026-10-08T09:47:00
jinpu     hand_in@returned_to_unit  2023-01-21T00:01  2023-01-22T00:01:00
jinpu     hand_in@returned_to_unit  2023-09-28T23:59  2023-09-29T23:59:00
jinpu     hand_in@returned_to_unit  2023-12-31T12:34  2024-01-01T12:34:00
jinpu     hand_in@returned_to_unit  2024-02-28T08:00  2024-02-29T08:00:00
jinpu     hand_in@returned_to_unit  2024-02-09T17:05  2024-02-10T17:05:00
jinpu     hand_in@returned_to_unit  2024-09-30T18:42  2024-10-01T18:42:00
jinpu     hand_in@returned_to_unit  2025-01-27T22:22  2025-01-28T22:22:00
jinpu     hand_in@returned_to_unit  2025-02-28T13:13  2025-03-01T13:13:00
jinpu     hand_in@returned_to_unit  2025-09-30T06:06  2025-10-01T06:06:00
jinpu     hand_in@returned_to_unit  2025-12-31T23:59  2026-01-01T23:59:00
jinpu     hand_in@returned_to_unit  2026-02-14T16:20  2026-02-15T16:20:00
jinpu     hand_in@returned_to_unit  2026-10-07T09:47  2026-10-08T09:47:00
jinpu     backfill                  2023-01-21T00:01  2023-01-22T00:01:00
jinpu     backfill                  2023-09-28T23:59  2023-09-29T23:59:00
jinpu     backfill                  2023-12-31T12:34  2024-01-01T12:34:00
jinpu     backfill                  2024-02-28T08:00  2024-02-29T08:00:00
jinpu     backfill                  2024-02-09T17:05  2024-02-10T17:05:00
jinpu     backfill                  2024-09-30T18:42  2024-10-01T18:42:00
jinpu     backfill                  2025-01-27T22:22  2025-01-28T22:22:00
jinpu     backfill                  2025-02-28T13:13  2025-03-01T13:13:00
jinpu     backfill                  2025-09-30T06:06  2025-10-01T06:06:00
jinpu     backfill                  2025-12-31T23:59  2026-01-01T23:59:00
jinpu     backfill                  2026-02-14T16:20  2026-02-15T16:20:00
jinpu     backfill                  2026-10-07T09:47  2026-10-08T09:47:00
dawukou   report_statistics         2023-01-01T00:00  2024-01-05T23:59:59
dawukou   report_statistics         2023-12-31T23:59  2024-01-05T23:59:59
dawukou   report_statistics         2024-02-29T10:00  2025-01-05T23:59:59
dawukou   report_statistics         2024-12-31T12:00  2025-01-05T23:59:59
dawukou   report_statistics         2025-06-30T09:00  2026-01-05T23:59:59
dawukou   report_statistics         2026-01-04T08:00  2027-01-05T23:59:59
dawukou   publish_statistics        2023-01-01T00:00  2024-01-20T23:59:59
dawukou   publish_statistics        2023-12-31T23:59  2024-01-20T23:59:59
dawukou   publish_statistics        2024-02-29T10:00  2025-01-20T23:59:59
dawukou   publish_statistics        2024-12-31T12:00  2025-01-20T23:59:59
dawukou   publish_statistics        2025-06-30T09:00  2026-01-20T23:59:59
dawukou   publish_statistics        2026-01-04T08:00  2027-01-20T23:59:59
"""
"""Regulation, clock (`+` extended, `@` from another event), start, end."""

CASES = [tuple(line.split()) for line in TABLE.strip().splitlines()]

LENGTHS = {
    "burn": ("working days", 10),
    "publish_result": ("working days", 20),
    "publish_decision": ("working days", 7),
    "disclosure": ("working days", 20),
    "disclosure+": ("working days", 40),
    "review_answer": ("working days", 10),
    "correction": ("working days", 7),
    "third_party": ("working days", 15),
    "review_answer_simple": ("working days", 5),
    "archive": ("days", 30),
    "court_answer": ("days", 15),
    "hand_in": ("hours", 24),
    "hand_in@returned_to_unit": ("hours", 24),
    "backfill": ("hours", 24),
    "report_statistics": ("yearly", 105),
    "publish_statistics": ("yearly", 120),
}
"""What the articles say, typed from the texts."""


def _row_of_working_days() -> list[date]:
    off: set[date] = set()
    for span in OFF.split():
        first, last = (date.fromisoformat(text) for text in span.split("/"))
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    worked = {date.fromisoformat(text) for text in WORKED.split()}
    every = (date(2022, 12, 20) + timedelta(days=n) for n in range(1470))
    return [day for day in every if day in worked or (day.weekday() < 5 and day not in off)]


WORKING = _row_of_working_days()


def second_counting(clock: str, start: datetime) -> str:
    unit, amount = LENGTHS[clock]
    if unit == "hours":
        return f"{start + timedelta(hours=amount):%Y-%m-%dT%H:%M:%S}"
    if unit == "yearly":
        return f"{start.year + 1}-{amount // 100:02}-{amount % 100:02}T23:59:59"
    if unit == "working days":
        last = WORKING[bisect_right(WORKING, start.date()) + amount - 1]
    else:
        end = start.date() + timedelta(days=amount)
        last = WORKING[bisect_right(WORKING, end - timedelta(days=1))]
    return f"{last}T23:59:59"


def program(key: str, clock: str, start: datetime) -> datetime | None:
    name, _, event = clock.partition("@")
    found = RULES.due(
        key,
        Clock(name.rstrip("+")),
        start,
        ZONE,
        event=Event(event) if event else None,
        extended=clock.endswith("+"),
    )
    assert not found.provisional or clock.endswith("statistics")
    assert found.basis is not None
    assert found.basis.article in found.steps[0]
    return found.due


@pytest.mark.parametrize(("key", "clock", "start", "due"), CASES)
def test_each_deadline_ends_to_the_minute_where_the_calendar_says(
    key: str, clock: str, start: str, due: str
) -> None:
    began = datetime.fromisoformat(start)
    assert second_counting(clock, began) == due
    assert program(key, clock, began.replace(tzinfo=ZONE)) == datetime.fromisoformat(due).replace(
        tzinfo=ZONE
    )


def test_no_deadline_of_any_regulation_is_left_out() -> None:
    seen = Counter((key, clock.split("@")[0].rstrip("+")) for key, clock, _start, _due in CASES)
    national = {clock for (key, clock) in seen if key == "fushun"}
    assert len(CASES) >= 200
    for key in KEYS:
        for clock in Clock:
            if regulation(key).deadline(clock).standing.binding:
                assert seen[key, clock.value] >= (2 if clock.value in national else 6), (key, clock)


@pytest.mark.parametrize("clock", [c for c in LENGTHS if c.rstrip("+") in {
    "disclosure", "review_answer", "court_answer", "correction", "third_party",
    "review_answer_simple"}])  # fmt: skip
def test_the_national_clocks_end_alike_under_each_regulation(clock: str) -> None:
    for start in ("2023-01-19T09:00", "2024-09-30T17:59", "2025-12-31T23:59"):
        began = datetime.fromisoformat(start)
        ends = {program(key, clock, began.replace(tzinfo=ZONE)) for key in KEYS}
        expected = datetime.fromisoformat(second_counting(clock, began)).replace(tzinfo=ZONE)
        assert ends == {expected}


@pytest.mark.parametrize("key", KEYS)
def test_every_day_of_four_years_is_counted_as_the_second_counting_counts_it(key: str) -> None:
    """All clocks of a regulation, begun on each third day from 2023 to the middle of 2026."""
    found = 0
    for n in range(0, 1270, 3):
        start = datetime(2023, 1, 1, 10, 30, tzinfo=ZONE) + timedelta(days=n)
        for clock in LENGTHS:
            name = clock.split("@")[0].rstrip("+")
            deadline = regulation(key).deadline(Clock(name))
            if not deadline.standing.binding or "@" in clock:
                continue
            due = program(key, clock, start)
            assert due is not None
            assert f"{due:%Y-%m-%dT%H:%M:%S}" == second_counting(clock, start), (clock, start)
            found += 1
    assert found > 2500


days = st.dates(date(2023, 1, 3), date(2026, 9, 1))
amounts = st.integers(1, 60)


@given(days, amounts)
def test_counting_forward_and_back_agree(day: date, amount: int) -> None:
    last = CALENDAR.add(day, amount)
    assert WORKING[bisect_right(WORKING, day) + amount - 1] == last
    assert CALENDAR.between(day, last) == amount
    back = CALENDAR.add(last, -amount)
    # Back from the last day lands on the working day that was the start, or the one before it.
    assert back <= day
    assert CALENDAR.between(back, day) == 0 or CALENDAR.is_working(day)
    assert CALENDAR.add(back, amount) == last


@given(
    st.integers(0, 1300 * 24 * 60),
    amounts,
    st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS]),
)
def test_no_period_ends_on_a_day_that_does_not_count(minutes: int, amount: int, unit: Unit) -> None:
    start = datetime(2023, 1, 3, tzinfo=ZONE) + timedelta(minutes=minutes)
    reached = count(start, Period(amount, unit), CALENDAR, ZONE)
    last = reached.due.astimezone(ZONE).date()
    assert CALENDAR.is_working(last)
    assert last > start.date()
    if WORKING[0] <= last <= WORKING[-1]:
        assert last in set(WORKING)


@given(st.integers(0, 1300 * 24 * 60), st.integers(1, 200))
def test_an_hour_period_ends_on_the_same_minute_whatever_day_it_is(
    minutes: int, hours: int
) -> None:
    start = datetime(2023, 1, 3, tzinfo=ZONE) + timedelta(minutes=minutes)
    reached = count(start, Period(hours, Unit.HOURS), CALENDAR, ZONE)
    assert reached.due - start == timedelta(hours=hours)
    assert not reached.provisional


@given(days, amounts)
def test_a_longer_period_never_ends_earlier(day: date, amount: int) -> None:
    start = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    for unit in Unit:
        ends = [count(start, Period(amount + n, unit), CALENDAR, ZONE).due for n in range(3)]
        assert all(first <= second for first, second in pairwise(ends))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-10-31", 1, "2023-11-30"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-03-31", 6, "2024-09-30"),
        ("2023-12-31", 36, "2026-12-31"),
        ("2100-02-28", 12, "2101-02-28"),
        ("1999-11-30", 3, "2000-02-29"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day_or_the_months_last(
    start: str, months: int, last: str
) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(last)
