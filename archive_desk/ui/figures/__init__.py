"""The figures screen (统计): a year's numbers, charts to look at, weak points, the annual report.

May import services, domain values and the shared widgets. Counting does not belong here.
"""
