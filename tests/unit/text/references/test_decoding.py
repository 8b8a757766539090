"""Bytes are decoded in pieces to the text that they have as a whole."""

import pytest

from bot.text.decoding import PIECE_BYTES, decoded_pieces


@pytest.mark.parametrize(
    ("encoding", "before"),
    [
        *((encoding, before) for encoding in ("gb2312", "cp1252") for before in (b"", b"a")),
        *(("utf-8-sig", before) for before in (b"", b"a", b"ab", b"\xef\xbb\xbf")),
        *(("utf-16", mark + before) for mark in (b"\xff\xfe", b"\xfe\xff") for before in (b"", b"a")),
    ],
)
def test_pieces_are_the_whole(encoding: str, before: bytes):
    """Also where a character, whole or broken, lies on the edge of a piece."""
    for part in (b"\x81", "ä😀".encode(), "ä中😀".encode("utf-16-le"), b"\x00\xd8", b"\xb0\xa1", b"\xb0\xa1\xff"):
        body = before + part * (PIECE_BYTES // len(part) + 9)
        pieces = [*decoded_pieces(body, encoding)]
        assert "".join(pieces) == body.decode(encoding, errors="replace")
        assert len(pieces) > 2
