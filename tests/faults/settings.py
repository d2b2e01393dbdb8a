"""The portal under faults: fault points on, short beats so that a line takes seconds, the real second connection."""

from cmsic.settings.test import *  # noqa: F403

FAULT_POINTS = True
SIDE_DATABASE = "side"
JOB_BEAT = 0.4
JOB_LEASE = 3
JOB_SWEEP = 0.5
JOB_RESEND_AFTER = 1.5
DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=5000"  # noqa: F405
