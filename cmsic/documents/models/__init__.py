from .document import Document
from .file import StoredFile

__all__ = ["Document", "StoredFile"]
