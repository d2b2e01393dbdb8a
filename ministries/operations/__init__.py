from .appointing import appoint, cancel_delegation, delegate_appointment, end_appointment
from .council import add_council_record, edit_council_record
from .government import create_ministry, rename_ministry, succeed_ministry
from .structuring import add_structure, close_structure, edit_structure
from .territory import edit_commune
from .texts import TEXT_FIELDS, ask_extraction, create_text, edit_text, link_texts, unlink_texts

__all__ = [
    "TEXT_FIELDS",
    "add_council_record",
    "add_structure",
    "appoint",
    "ask_extraction",
    "cancel_delegation",
    "close_structure",
    "create_ministry",
    "create_text",
    "delegate_appointment",
    "edit_commune",
    "edit_council_record",
    "edit_structure",
    "edit_text",
    "end_appointment",
    "link_texts",
    "rename_ministry",
    "succeed_ministry",
    "unlink_texts",
]
