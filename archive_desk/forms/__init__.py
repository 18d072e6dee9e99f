"""Paper and spreadsheets: data in, PDF or xlsx out.

Owns ReportLab and XlsxWriter. One module per form, each a function of plain values. May import
`domain` and the plain helpers. Looking anything up does not belong here.
"""
