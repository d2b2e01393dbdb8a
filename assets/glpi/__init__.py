"""Files of the GLPI agent: `inventory.schema.json` is the official schema (glpi-project/inventory_format, licence MIT),
kept as it came; `reading.py` checks a file by it and says what it holds. No row of the portal is known here.
"""

from .reading import Device, Line, Unreadable, packed_line, read, unpacked_line

__all__ = ["Device", "Line", "Unreadable", "packed_line", "read", "unpacked_line"]
