"""Routes that belong to no single subject."""

from .matrix import SIGNED_IN, Line

LINES = [
    Line("people:resume", variants={"": SIGNED_IN}),
    Line("people:give_up", method="POST", variants={"": SIGNED_IN}),
    Line("healthz", variants={"": SIGNED_IN}, public=True, ok=(200, 503)),
    Line("api:index", variants={"": SIGNED_IN}, public=True),
    Line("api:schema", variants={"": SIGNED_IN}, public=True),
    Line("home", variants={"": SIGNED_IN}),
    Line("dashboards:national", variants={"": SIGNED_IN}),
    Line("dashboards:national_csv", variants={"": SIGNED_IN}),
    Line("dashboards:chart", variants={"": SIGNED_IN}, kwargs=lambda w, v: {"name": "ages", "kind": "svg"}),
    Line("dashboards:running", variants={"": SIGNED_IN}),
    Line("dashboards:watch", variants={"": SIGNED_IN}),
    Line("dashboards:watch_csv", variants={"": SIGNED_IN}),
    Line("api:commission-watch-list", variants={"": SIGNED_IN}),
    Line("dashboards:figures", variants={"": SIGNED_IN}),
    Line("dashboards:figure", variants={"": SIGNED_IN}, kwargs=lambda w, v: {"key": "commissions.sat"}),
    Line("search:results", variants={"": SIGNED_IN}, query="?q=canari"),
    Line("api:search-list", variants={"": SIGNED_IN}, query="?q=canari"),
]
