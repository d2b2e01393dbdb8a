"""Charts as data: scales, ticks and shapes are worked out here, a macro only writes them down.

The same drawing goes on the page and in the PDF: colours and sizes are SVG attributes, never a style.
Each chart is drawn twice, for a large place and for a phone, so that its words keep their size.
Each chart carries its own table: the picture is never the only way to read the figures.
"""

from .bars import Bar, bars, stacked_bars
from .bubbles import Bubble, bubbles
from .drawing import (
    NARROW,
    NOT_DRAWN,
    ON_SCALE,
    PAPER,
    SCALE,
    SERIES,
    TONES,
    WIDE,
    Chart,
    Drawing,
    Key,
    LeftOut,
    Series,
    Shape,
    contrast,
    nice_ticks,
    plain,
    readable_on,
    set_apart,
    shortened,
    text_width,
    wrapped,
)
from .files import FILES, png_of, svg_of
from .gantt import Mark, Span, gantt
from .heat import Heat, HeatCell, heat, steps_of
from .lines import lines
from .maps import MAP_HEIGHT, Departement, benin_map, departements
from .radars import radar
from .rings import Part, ring

__all__ = [
    "FILES",
    "MAP_HEIGHT",
    "NARROW",
    "NOT_DRAWN",
    "ON_SCALE",
    "PAPER",
    "SCALE",
    "SERIES",
    "TONES",
    "WIDE",
    "Bar",
    "Bubble",
    "Chart",
    "Departement",
    "Drawing",
    "Heat",
    "HeatCell",
    "Key",
    "LeftOut",
    "Mark",
    "Part",
    "Series",
    "Shape",
    "Span",
    "bars",
    "benin_map",
    "bubbles",
    "contrast",
    "departements",
    "gantt",
    "heat",
    "lines",
    "nice_ticks",
    "plain",
    "png_of",
    "radar",
    "readable_on",
    "ring",
    "set_apart",
    "shortened",
    "stacked_bars",
    "steps_of",
    "svg_of",
    "text_width",
    "wrapped",
]
