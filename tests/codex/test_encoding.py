"""An encoding is told only where the bytes leave no doubt."""

from __future__ import annotations

import pytest
from support.homes import machine

from codex_setup.codex.context import Invocation, read_context
from codex_setup.codex.encoding import codec_of


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        ("model = 'x'", "utf-8", None),
        ("# 我的配置，中转站", "utf-8", None),
        ("# 我的配置，中转站", "gbk", "gbk"),
        ('name = "中转站"', "gbk", "gbk"),
        ("# 내 설정 파일입니다", "euc-kr", "euc_kr"),
        ("# 내 키", "euc-kr", None),
        ("# これは設定ファイルです", "euc-jp", "euc_jp"),
        ("# 触らない", "euc-jp", None),
        ("# これは設定です", "shift_jis", "cp932"),
        ("# 社内用です", "shift_jis", None),
        ('name = "社内リレー"\n# ここにキーを入れる', "cp932", "cp932"),
        ("# 這是我的設定檔", "big5", "big5"),
        ("# Привет это конфиг", "cp1251", "cp1251"),
        ("# мой ключ", "cp1251", "cp1251"),
        ("# мой ключ", "koi8-r", None),
        ("# το κλειδί μου", "cp1253", None),
        ("# הגדרות", "cp1255", None),
        ("# Привет, это мой конфиг и адрес сервера", "cp1251", "cp1251"),
        ("# Привет, это мой конфиг и адрес сервера", "koi8-r", None),
        ("# Привет, это мой конфиг и адрес сервера", "cp866", None),
        ("# мої налаштування, адреса сервера компанії", "cp1251", "cp1251"),
        ("# οι ρυθμίσεις μου για την εταιρεία, το κλειδί και η διεύθυνση", "cp1253", None),
        ("# ההגדרות שלי לחברה, הכתובת והמפתח של השרת שלנו", "cp1255", None),
        ("# إعداداتي للشركة، عنوان الخادم والمفتاح", "cp1256", None),
        ("# การตั้งค่าของฉัน ที่อยู่เซิร์ฟเวอร์ของบริษัท", "cp874", None),
        ("# moje nastavení, prosím neměňte: příliš žluťoučký kůň", "cp1250", None),
        ("# déjà vu, für Büro", "latin-1", "cp1252"),
        ("# it’s – “so”", "cp1252", "cp1252"),
        ("# été", "mac-roman", None),
        ("# é", "utf-16", "utf-16"),
    ],
)
def test_only_what_is_sure_is_told(text: str, codec: str, told: str | None) -> None:
    assert codec_of(f"# x\n{text}\n".encode(codec)) == told


@pytest.mark.parametrize("note", ["# 密钥".encode("gbk"), "# für".encode("cp1252"), b"X=\xff\xfe\xfd"])
def test_of_a_dotenv_that_is_no_utf8_the_other_lines_are_read(note: bytes) -> None:
    """Seen on 0.169.0: the line is skipped, as any other that breaks the rules."""
    text = read_context(machine(dotenv=note + b"\nKEY=v\n"), Invocation()).environment
    assert text.get("KEY") is not None
    assert text.get("X") is None
