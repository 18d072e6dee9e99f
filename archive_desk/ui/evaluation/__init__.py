"""The reviewer's desk (案卷评查): rounds, sheets beside documents and footage, rectification.

Imports services, widgets and the shared parts of the windows; no other screen.
"""
