"""Sheets of labels that shops sell, in millimetres on A4: data, so that another one is a line more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LabelFormat:
    """`left` and `top` are the margins of the sheet; `step_x` and `step_y`, from one label to the next."""

    key: str
    label: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def count(self) -> int:
        return self.columns * self.rows


FORMATS: tuple[LabelFormat, ...] = (
    LabelFormat("3x8", "24 par feuille, 70 × 37 mm, bord à bord", 3, 8, 70, 37, 0, 0.5, 70, 37),
    LabelFormat("3x7", "21 par feuille, 63,5 × 38,1 mm (L7160)", 3, 7, 63.5, 38.1, 7.2, 15.1, 66, 38.1),
    LabelFormat("3x8r", "24 par feuille, 63,5 × 33,9 mm (L7159)", 3, 8, 63.5, 33.9, 7.2, 12.9, 66, 33.9),
    LabelFormat("5x13", "65 par feuille, 38,1 × 21,2 mm (L7651)", 5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2),
    LabelFormat("2x7", "14 par feuille, 99,1 × 38,1 mm (L7163)", 2, 7, 99.1, 38.1, 4.7, 15.1, 101.6, 38.1),
    LabelFormat("2x4", "8 par feuille, 99,1 × 67,7 mm (L7165)", 2, 4, 99.1, 67.7, 4.7, 13.1, 101.6, 67.7),
)
BY_KEY = {each.key: each for each in FORMATS}
