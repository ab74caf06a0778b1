"""In which encoding a file is that is not UTF-8, where its bytes leave no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_setup.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDE = {b"\xff\xfe", b"\xfe\xff"}
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作"
    "当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话者向情部正名定女问"
    "力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市明站接型模密钥配置默认"
    "理请求网址地址测试使用设改变量文件服务器端选项注释备份输出推理强度审批沙箱权限项目路径工具供应商名称私有令牌转直连国内公司个人"
)
"""Characters of which Chinese notes in a configuration are mostly made; another language read as GBK is not."""

_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起還發成事只作"
    "當想看文無開手用主行方又如前所本見經頭面公同三已老從動兩長知樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話者向情部正名定女問"
    "力機給等幾很業最間新打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市站接型模金鑰密配置預設"
    "請求網址測試改變量文件檔案服務伺器端選項註釋備份輸推強度審批權限專路徑具供應商稱私令牌轉直連環境公司個人憑證請勿刪除"
)
"""The same for notes in traditional Chinese."""

_SYLLABLES = frozenset(
    "이다는을를의가에고하기지로도사한정으서리시어자인대일나해수있전부아보과제여장그구스주상게원위조만거용조본들면모무설델키값경로환변버비공개문파호관유입력출"
)
"""Syllables of which Korean notes are mostly made."""

_FEWEST = 2

_ALONE = pattern(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_WESTERN = frozenset("äöüÄÖÜßéèêëàâáãåçñóòôõøíìîïúùûÿæœÉÈÀÇÑÓÍÚ’‘“”„–—…€°§·•©®«»¿¡\xa0")
"""Letters and signs of Western European notes; each stands alone between ASCII, as no character of East Asia does."""


def _latin(content: bytes) -> bool:
    """Return whether every byte that is not ASCII is one Western letter in a word, or a sign of a text editor."""
    high = sum(byte > 0x7F for byte in content)  # noqa: PLR2004 -- where ASCII ends
    alone = _ALONE.findall(content)
    return len(alone) == high and all(byte.decode("cp1252", "replace") in _WESTERN for byte in alone)


def codec_of(content: bytes) -> str | None:
    """Return Python's name of the encoding, or None where the file is UTF-8 or nobody can be sure.

    A language is told by what its notes are mostly made of, and counts only where no other one fits: the
    bytes of one can nearly always be read as another, and then say nothing.
    """
    if content[:2] in _WIDE:
        return "utf-16"
    try:
        content.decode()
    except UnicodeDecodeError:
        pass
    else:
        return None
    if _latin(content):
        return "cp1252"
    found = [codec for codec, says in _LANGUAGES.items() if says(_beyond_ascii(content, codec))]
    return found[0] if len(found) == 1 else None


def _beyond_ascii(content: bytes, codec: str) -> str:
    """Return the characters that are not ASCII, words apart; nothing where the bytes are not of this encoding."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return ""
    return " ".join(_BEYOND.findall(text))


_BEYOND = pattern(r"[^\x00-\x7f]+")


def _chinese(common: frozenset[str], text: str) -> bool:
    """Return whether half of the signs are among the most common; kana would make it Japanese."""
    signs = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    kana = any("\u3040" <= char <= "\u30ff" for char in text)
    return not kana and len(signs) >= _FEWEST and sum(char in common for char in signs) * 2 >= len(signs)


def _korean(text: str) -> bool:
    """Return whether it is all syllables of Hangul, a third of them the most common."""
    signs = text.replace(" ", "")
    hangul = sum("\uac00" <= char <= "\ud7a3" for char in signs)
    return (
        hangul >= _SURE
        and hangul * 10 >= len(signs) * 9
        and sum(char in _SYLLABLES for char in signs) * 3 >= hangul
    )


def _japanese(text: str) -> bool:
    """Return whether a third of it is kana of full width, and none is of half width, as bytes of other encodings are."""
    signs = text.replace(" ", "")
    kana = sum("\u3040" <= char <= "\u30ff" for char in signs)
    narrow = any("\uff61" <= char <= "\uff9f" for char in signs)
    return kana > _FEWEST and not narrow and kana * 3 >= len(signs)


def _cyrillic(text: str) -> bool:
    """Return whether it is all words of Cyrillic that can be spoken, with capitals only at their beginning."""
    words = _WORD.findall(text)
    letters = "".join(words)
    return (
        len(letters) >= _SURE
        and not letters.isupper()
        and not _WORD.sub("", text).strip(" «»—–…№\xa0“”„’")
        and all(_SPOKEN.fullmatch(word) is not None for word in words if len(word) > 1)
    )


_SPOKEN = pattern(
    r"(?=[А-Яа-яЁёІіЇїЄєҐґ]*[аеёиоуыэюяіїєАЕЁИОУЭЮЯІЇЄ])(?![ЪЫЬъыь])(?![А-Яа-я]*ъ(?![А-Яа-я]))[А-ЯЁІЇЄҐа-яёіїєґ](?:[бвгґджзйклмнпрстфхцчшщъь]{0,4}[аеёиоуыэюяіїє]{1,3})*"
    r"[бвгґджзйклмнпрстфхцчшщъь]{0,4}"
)
"""A word with a vowel, and no more consonants or vowels in a row than a tongue takes."""
_WORD = pattern(r"[А-Яа-яЁёІіЇїЄєҐґ]+")
_SURE = 6
"""Characters that must speak for a language."""

_LANGUAGES: dict[str, Callable[[str], bool]] = {
    "gbk": lambda text: _chinese(_COMMON, text),
    "big5": lambda text: _chinese(_TRADITIONAL, text),
    "euc_kr": _korean,
    "cp932": _japanese,
    "euc_jp": _japanese,
    "cp1251": _cyrillic,
}
