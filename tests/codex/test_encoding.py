"""An encoding is told only where the bytes leave no doubt."""

from __future__ import annotations

import pytest

from codex_setup.codex.encoding import codec_of


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        ("model = 'x'", "utf-8", None),
        ("# 我的配置，中转站", "utf-8", None),
        ("# 我的配置，中转站", "gbk", "gbk"),
        ('name = "中转站"', "gbk", "gbk"),
        ("# 내 설정 파일입니다", "euc-kr", None),
        ("# これは設定ファイルです", "euc-jp", None),
        ("# これは設定です", "shift_jis", None),
        ("# 這是我的設定檔", "big5", None),
        ("# Привет это конфиг", "cp1251", None),
        ("# déjà vu, für Büro", "latin-1", "cp1252"),
        ("# it’s – “so”", "cp1252", "cp1252"),
        ("# été", "mac-roman", None),
        ("# é", "utf-16", "utf-16"),
    ],
)
def test_only_what_is_sure_is_told(text: str, codec: str, told: str | None) -> None:
    assert codec_of(f"# x\n{text}\n".encode(codec)) == told
