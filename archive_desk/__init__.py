"""Archive Desk (执法音像档案工作站): the records-room workstation for law-enforcement recordings.

Rooms, from top to bottom; imports only point down:

    app → ui │ cli → services → db │ media │ burn │ forms → plain helpers → domain
"""

__version__ = "0.1.0"
