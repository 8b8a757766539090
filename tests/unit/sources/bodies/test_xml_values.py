"""Parsing untrusted XML: repaired mistakes, and refused bodies."""

import pytest

from bot.domain.errors import SourceError
from bot.sources.bodies.xml_values import children, decode, local_name, text_of, whole_text
from tests.support.data import tables

_CASES = tables(__file__, "xml.json")


def said(body: bytes, charset: str = "") -> str:
    return whole_text(decode(body, "Somebody", charset))


@pytest.mark.parametrize(("body", "codec", "charset", "text"), _CASES["read"])
def test_what_is_read(body: str, codec: str, charset: str, text: str):
    """Common encodings and mistakes are read.

    A byte order mark goes before the `charset` of a header and a declaration behind; one that is unknown or wrong
    is none.
    """
    assert said(body.encode(codec), charset) == text


@pytest.mark.parametrize(("body", "codec", "why"), _CASES["refused"])
def test_what_is_refused(body: str, codec: str, why: str):
    """Bombs, web pages, truncated bodies and nonsense are refused with a sentence."""
    with pytest.raises(SourceError, match=why):
        decode(body.encode(codec), "Somebody")


def test_depth_and_comments_cost_nothing():
    """Deep nesting, comments and instructions are read without cost."""
    deep = b"<a>" * 140_000 + b"x" + b"</a>" * 140_000
    assert said(deep) == "x"
    assert said(b"<a>" + b"<!----><?x?>" * 200_000 + b"x</a>") == "x"


def test_a_million_elements_are_refused():
    """A million tiny elements are refused."""
    with pytest.raises(SourceError, match="too many parts"):
        decode(b"<a>" + b"<b/>" * 1_000_000 + b"</a>", "Somebody")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE a [<!ATTLIST a b CDATA 'x' c CDATA 'y'>]><a/>", "declares entities"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(30_000)) + b"/>", "too many parts"),
        (b"<!--" + b"-x" * 100_000 + b"--><a/>", "too many parts"),
        (b"<a xmlns='" + b"u" * 2_000 + b"'/>", "too many parts"),
        (b"<a>" + b"<b c='' d=''/>" * 60_000 + b"</a>", "too many parts"),
    ],
)
def test_whatever_has_a_number_is_bounded(body: bytes, why: str):
    """Attributes, default attributes, namespaces, tags and comments are bounded too."""
    with pytest.raises(SourceError, match=why):
        decode(body, "Somebody")


def test_an_encoding_that_lies_costs_characters_alone():
    """Bytes that are invalid in the declared encoding become U+FFFD, at any border of pieces."""
    text = "\N{CJK UNIFIED IDEOGRAPH-8AD6}" * 20_000
    assert said(b"<?xml version='1.0' encoding='big5'?><a>\xff" + text.encode("big5") + b"</a>") == f"\ufffd{text}"
    assert said(b"<?xml version='1.0' encoding='UTF-16'?><a>x</a>") == "x"


def test_mistakes_between_two_pieces_are_mended():
    """An entity is repaired at any border of pieces."""
    for before in range(16_000, 16_400, 7):
        padding = b"x" * before
        assert said(b"<a>" + padding + b"&nbsp;&amp; & &#233;</a>") == "x" * before + "\xa0& & é"


def test_sections_between_two_pieces_stay_as_they_are():
    """Ampersands in CDATA stay text, at any border of pieces."""
    for before in range(16_330, 16_390):
        padding = b"x" * before
        body = b"<a>" + padding + b"&<![CDATA[&]]]]>&<![CDATA[>&lt;]]>&nbsp;" + padding + b"</a>"
        assert said(body).strip("x") == "&&]]&>&lt;\xa0"


def test_elements_are_found_by_local_names():
    """Elements are found in any namespace and case, in order of preference."""
    root = decode(b"<R xmlns:dc='u'><dc:Creator> A </dc:Creator><x></x><y>Y</y><x>X</x></R>", "Somebody")
    assert local_name(root) == "r"
    assert [whole_text(one) for one in children(root, "creator", "y")] == [" A ", "Y"]
    assert text_of(root, "x", "y") == "X"
    assert text_of(root, "z") == ""
    for own in ("", " xmlns='v'"):
        item = decode(f"<a{own} xmlns:m='u'><m:t>M</m:t><t>T</t><m:x>X</m:x></a>".encode(), "Somebody")
        assert (text_of(item, "t"), text_of(item, "x")) == ("T", "X")
    assert whole_text(None) == ""
