"""Every door of a session, on what its members were not told of yet (unannounced.py)."""

from .matrix import ASIN, INSIDE, SIGNED_IN, Line
from .unannounced import untold_file

READERS = f"{INSIDE} dsi auditor"
KEEPERS = "secretary president"
SESSIONS = {"told": READERS, "put_off": READERS, "given_up": KEEPERS}
# Of the announced item everybody reads the announced words; the ASIN is asked about it.
ITEMS = {
    "untold": KEEPERS,
    "reworded": f"{READERS} {ASIN}",
    "asked": f"{KEEPERS} {ASIN}",
    "put_off": KEEPERS,
    "given_up": KEEPERS,
}
ANNEXES = {
    "untold": KEEPERS,
    "joined": KEEPERS,
    "renamed": f"{READERS} {ASIN}",
    "asked": f"{KEEPERS} {ASIN}",
    "put_off": KEEPERS,
}
OPINIONS = {"asked": f"{KEEPERS} {ASIN}", "reworded": f"{READERS} {ASIN}"}
SHEETS = {"untold": KEEPERS, "reworded": READERS + f" {ASIN}"}


def of_session(world, variant):
    return {"session": str(world["session", variant].pk)}


LINES = [
    Line("sessions:detail", on="session", variants=SESSIONS),
    Line("sessions:prepare", on="session", variants=SESSIONS),
    Line("sessions:releases", on="session", variants=SESSIONS),
    Line("sessions:convocations", on="session", variants=SESSIONS),
    Line("sessions:screen", on="session", variants={"told": READERS}),
    Line("sessions:screen_state", on="session", variants={"told": READERS}),
    Line("sessions:pv", on="session", variants=SESSIONS),
    Line("sessions:file_progress", on="session", variants=SESSIONS),
    Line("sessions:list", variants={"": SIGNED_IN}, query="?q=canari"),
    Line("sessions:opinions", variants={"": SIGNED_IN}, query="?format=csv"),
    Line("search:results", variants={"": SIGNED_IN}, query="?q=canariauntold"),
    Line("search:results", variants={"": SIGNED_IN}, query="?q=canariareworded"),
    Line("api:search-list", variants={"": SIGNED_IN}, query="?q=canariapostponed"),
    Line("api:sessions-detail", on="session", variants=SESSIONS),
    Line("api:agenda-items-detail", on="untold_item", variants=ITEMS),
    Line("api:annexes-detail", on="untold_annex", variants=ANNEXES),
    Line("api:annexes-file", kwargs=untold_file, variants=ANNEXES),
    Line("sessions:annex_file", kwargs=untold_file, variants=ANNEXES),
    Line("sessions:opinion", on="asked_opinion", variants=OPINIONS),
    Line("api:asin-opinions-detail", on="asked_opinion", variants=OPINIONS),
    Line("sessions:sheet", on="untold_sheet", variants=SHEETS),
    Line("api:conformity-sheets-detail", on="untold_sheet", variants=SHEETS),
    Line("ministries:text", on="cited_text", variants={"own": SIGNED_IN}),
]
