"""Whether a text is a gap that somebody forgot to fill in.

Read by shape: brackets, shell variables, rows of x or stars, "your … key" in English or Chinese. A key
that is merely short, or a local server's `dummy`, is none of these.
"""

from __future__ import annotations

import re

from codex_setup.pattern import pattern

VARIABLE = (
    r"\$?\{\{[^}]*\}\}|\$\{[^}]*\}|\$\(.*\)|^\$env:\w+|\$[A-Za-z_]\w*|%[A-Za-z_]{2,}%|\{[A-Za-z_][\w .-]*\}"
)
"""What another program would have replaced; Codex replaces nothing."""

BRACKETS = (
    r"<(?!https?://[^<>]*>$)[^<>]+>|＜[^＞]+＞|\[(?i:your|insert|api|key|token)[^\]]*\]|【[^】]+】|《[^》]+》"
)

CHINESE = r"你的|您的|替换|填写|填入|请输入|此处|密钥|令牌|秘钥|中转地址|网关地址"

ENGLISH = (
    r"(?i)(?:^|[^A-Za-z0-9])(?:your|insert|replace|paste|enter|put)(?:[-_ .]|$)"
    r"|(?:^|[-_ ])(?:key|token|value|url|host)[-_ ]?(?:goes[-_ ])?here$"
    r"|^(?:sk-)?(?:change[-_ ]?me|replace[-_ ]?me|placeholder|redacted|todo|tbd|fixme|null|undefined)$"
    r"|^(?:sk-)?your[a-z]*(?:api)?key|^(?:sk-)?(?:your|my)?[-_]?api[-_]?key(?:[-_]here)?$"
)

ROWS = r"(?i)\*{3}|\.{3}|…|x{5}|^(?:[a-z]{2,4}[-_])*x{2,}$|[-_]x{3,}(?:[-_]|$)|-{5}|_{5}|^(?:[a-z]{2,4}[-_])?[0x]{8,}$"

UNTOLD = (
    r"(?i:://|[./@-])(?i:your)[-_.](?i:gateway|relay|host|domain|server|proxy|api|company|resource|endpoint)"
)

_SIGNS = ("{", "$", "%", "<", "[")
_WORDS = (
    "your", "insert", "replace", "paste", "enter", "put", "here", "change", "placeholder", "redacted", "todo", "tbd",
    "fixme", "null", "undefined", "api",
)  # fmt: skip
_REPEATED = ("***", "...", "…", "xx", "-----", "_____", "00", "0x", "x0")
"""What stands in every gap that is written in ASCII; a text with an ellipsis counts as such."""

URL = pattern(f"{VARIABLE}|{BRACKETS}|{CHINESE}|{UNTOLD}", needs=(*_SIGNS, "your"))
"""What is found in a base URL with a gap in it."""

KEY = pattern(
    "|".join((BRACKETS, CHINESE, f"(?:{ENGLISH})", f"(?:{ROWS})", f"^(?:{VARIABLE})$")).replace("(?i)", ""),
    re.IGNORECASE,
    (*_SIGNS, *_WORDS, *_REPEATED),
)
"""What is found in a key with a gap in it."""

NAME = pattern(
    "|".join((VARIABLE, BRACKETS, CHINESE, f"(?:{ENGLISH})")).replace("(?i)", ""),
    re.IGNORECASE,
    (*_SIGNS, *_WORDS),
)
"""What is found in the name of a model with a gap in it."""
