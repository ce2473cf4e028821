"""Which files may be uploaded as documents and pictures, and whether one is what it says. Pure."""

LARGEST_DOCUMENT = 10 * 1024 * 1024
_FIRST_BYTES = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
DOCUMENT_TYPES = tuple(_FIRST_BYTES)


def is_document(content_type: str, size: int, head: bytes) -> bool:
    """Whether a file is what it says: a PDF, JPEG or PNG of 1 byte to 10 MB that begins as such a file does."""
    first_bytes = _FIRST_BYTES.get(content_type)
    return first_bytes is not None and 0 < size <= LARGEST_DOCUMENT and head.startswith(first_bytes)
