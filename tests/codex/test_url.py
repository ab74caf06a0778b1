"""What a base URL becomes on the wire: laws, and forms that the real Codex was seen to send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_setup.codex.url import joined, target


@given(st.text(max_size=60))
def test_no_text_is_too_odd_and_what_comes_out_is_a_url(text: str) -> None:
    found = target(text)
    if found is not None:
        assert found.url.isascii()
        assert not set(found.url) & set(' \t\r\n<>"\\')
        assert found.path.startswith("/")


@given(st.text(alphabet="ab/%20.~:@\u4f60 ?#", max_size=30))
def test_a_parsed_url_parses_to_itself(path: str) -> None:
    found = target(f"http://relay.example/{path}")
    assert found is not None
    again = target(found.url)
    assert again is not None
    assert again.url == found.url


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://r.example:443/v1", "https://r.example/v1/responses"),
        ("http://R.Example:80", "http://r.example/responses"),
        ("https://r.example/v1 ", "https://r.example/v1%20/responses"),
        ("https://r.example/v1\u00a0", "https://r.example/v1%C2%A0/responses"),
        ("https://r.example/a/../b", "https://r.example/b/responses"),
        ("https://r.example/v1?x=1", "https://r.example/v1?x=1/responses"),
        ("https://r.example/v1#x", "https://r.example/v1"),
        ("https:/r.example/v1", "https://r.example/v1/responses"),
        ("http://127.1:8000/v1", "http://127.0.0.1:8000/v1/responses"),
        ("http://[0:0::1]:8000", "http://[::1]:8000/responses"),
        ("https://b\u00fccher.example", "https://xn--bcher-kva.example/responses"),
        ("r.example/v1", None),
        ("ftp://r.example", None),
        ("https://r example/v1", None),
        ("https://r.example:80000", None),
        ("https\uff1a//r.example", None),
        ("", None),
    ],
)
def test_the_parser_drops_repairs_encodes_or_refuses(base: str, url: str | None) -> None:
    found = target(joined(base, "/responses"))
    assert (found.url if found else None) == url
