from .document import Document
from .file import StoredFile
from .part import PreparedPart

__all__ = ["Document", "PreparedPart", "StoredFile"]
