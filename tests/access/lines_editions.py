"""The editions of the portfolio: read by who reads the projects, frozen by the DSI, nationally by the ASIN."""

from .matrix import ASIN, FOREIGN, INSIDE, MINISTRY, SIGNED_IN, Line

SEES = {"own": f"{INSIDE} {MINISTRY} {ASIN}", "foreign": f"{FOREIGN} {ASIN}"}
ALL_BUT_THE_DSI = " ".join(actor for actor in SIGNED_IN.split() if actor != "dsi")


def _of(*route: str, **more) -> list[Line]:
    return [Line(name, variants={"": SIGNED_IN}, **more) for name in route]


LINES = [
    *_of("editions:list", "editions:export", "editions:lines", "editions:lines_export"),
    *_of("api:editions-list", "api:edition-rows-list"),
    Line("editions:detail", on="edition", variants=SEES),
    Line("api:editions-detail", on="edition", variants=SEES),
    Line("api:edition-rows-detail", on="edition_row", variants=SEES),
    Line("editions:freeze", method="POST", on="ministry", variants={"own": "dsi"}, see={"own": ALL_BUT_THE_DSI}),
    Line("editions:freeze_national", method="POST", variants={"": "asin_admin"}),
    Line("api:editions-list", method="POST", variants={"": "asin_admin"}),
]
