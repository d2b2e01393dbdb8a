"""Files on their way in: no more of one is written to the disk than the portal accepts."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Beyond the limit the bytes are counted and dropped: the file is refused by its true size, with the rest of the
    form still there.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
        else:
            self.file.truncate(0)
