"""The Professional Register: what it may say of somebody, who is to be on it, and what counts as evidence.

From September 2025 eligible staff evidence how they meet the registration standards (Framework 7.2). The standards, who
is eligible, and the dates were not published to us: they are dated data of the service, and say so.
"""

REGISTERED, PENDING, LAPSED, WITHDRAWN = "registered", "pending", "lapsed", "withdrawn"
STATUSES = (
    (REGISTERED, "Registered"),
    (PENDING, "Pending"),
    (LAPSED, "Lapsed"),
    (WITHDRAWN, "Withdrawn"),
)

# How much evidence there is for a standard, gaps first.
NOTHING, WAITING, SOME, ENOUGH = "nothing", "waiting", "some", "enough"

MANDATORY, CPD, QUALIFICATION = "mandatory", "cpd", "qualification"
LEARNING_TYPES = (
    (MANDATORY, "Mandatory learning"),
    (CPD, "Continuing professional development"),
    (QUALIFICATION, "Qualification"),
)
