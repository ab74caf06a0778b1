"""In which encoding a file is that is not UTF-8, where its bytes leave no doubt."""

from __future__ import annotations

from codex_setup.pattern import pattern

_WIDE = {b"\xff\xfe", b"\xfe\xff"}
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作"
    "当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话者向情部正名定女问"
    "力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市明站接型模密钥配置默认"
    "理请求网址地址测试使用设改变量文件服务器端选项注释备份输出推理强度审批沙箱权限项目路径工具供应商名称私有令牌转直连国内公司个人"
)
"""Characters of which Chinese notes in a configuration are mostly made; another language read as GBK is not."""

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

    A file counts as GBK only where half of what it then says are common Chinese characters: Korean or
    Japanese bytes can be read as GBK too, and say nothing.
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
    try:
        text = content.decode("gbk")
    except UnicodeDecodeError:
        return None
    if any("\u3040" <= char <= "\u30ff" for char in text):
        return None  # kana: it is Japanese
    signs = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    common = sum(char in _COMMON for char in signs)
    return "gbk" if len(signs) >= _FEWEST and common * 2 >= len(signs) else None
