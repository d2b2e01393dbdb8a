"""From a frozen content to a whole HTML page, in the frame that all papers share."""

import re
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.template import engines

from . import codes

LINE = 60  # letters of a title on one line
# A line of a title begins with what completes the one above: « … de la première session / de la CMSIC … ».
TURN = re.compile(r" (?=(?:de|du|des|au|aux|à|pour|sur|tenue?) )")


@dataclass(frozen=True)
class Frame:
    """The letterhead and the foot of a paper; templates/pdf/base.html lays them out."""

    title: str
    ministry: str
    organ: str = ""  # the commission
    reference: str = ""
    is_specimen: bool = False
    code: str = ""  # of verification
    language: str = "fr"

    @classmethod
    def of(cls, told: dict[str, Any], *, code: str, owner: str = "ministry") -> "Frame":
        """The frame of a frozen content, whose `owner` heads it."""
        return cls(
            told["title"], told[owner], reference=told["reference"], is_specimen=told["is_fictitious"], code=code
        )

    @property
    def printed_organ(self) -> str:
        """The organ under its ministry, which is not named twice: « Commission … du Ministère … » loses its end."""
        end = re.compile(rf"\s+(?:du|de la|de l’|des|de)\s*{re.escape(self.ministry)}$", re.IGNORECASE)
        return "" if self.organ.casefold() == self.ministry.casefold() else end.sub("", self.organ)

    @property
    def title_lines(self) -> list[str]:
        """The title on two lines of like length when one does not hold it."""
        turns = [found.start() for found in TURN.finditer(self.title)]
        middle = min(turns, key=lambda place: abs(place - len(self.title) / 2), default=0)
        if len(self.title) <= LINE or not LINE / 4 < middle < len(self.title) - LINE / 4:
            return [self.title]
        return [self.title[:middle], self.title[middle + 1 :]]

    @property
    def author(self) -> str:
        return self.organ or self.ministry

    @property
    def subject(self) -> str:
        return ", ".join(part for part in (self.title, self.reference, self.ministry) if part)

    @property
    def printed_code(self) -> str:
        return codes.printed(self.code) if self.code else ""

    @property
    def verification_url(self) -> str:
        return f"{settings.SITE_URL}/verifier/{self.code}"

    @property
    def qr(self) -> str:
        """A QR code of the public verification page, as a data: URI.

        A picture: drawn as paths on each page it took a seventh of the layout.
        """
        return (
            segno.make(self.verification_url, error="m", micro=False).png_data_uri(scale=4, border=0, dark="#14211C")
            if self.code
            else ""
        )


def paper_html(template: str, frame: Frame, **context: Any) -> str:
    """Fill templates/pdf/<template>, which extends pdf/base.html."""
    return engines["jinja2"].get_template(template).render({"frame": frame, **context})
