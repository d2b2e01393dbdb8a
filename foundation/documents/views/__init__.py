from .downloading import download_document, download_file

__all__ = ["download_document", "download_file"]
