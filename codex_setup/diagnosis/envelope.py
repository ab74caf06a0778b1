"""What an error body says, whatever its envelope: code, type, message, and what is wrapped inside it.

Read by shape and not by gateway: the first JSON value counts (what follows may be an event stream), keys
are taken in any case, an error may be a table, a text or a list, and a message may hold a whole body.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal

from codex_setup.diagnosis.codes import IDENTIFIER, marks, spellings, told
from codex_setup.diagnosis.embedded import tables
from codex_setup.diagnosis.members import lacking, placed, scalar, texts
from codex_setup.diagnosis.tongues import in_english
from codex_setup.record import record, replace
from codex_setup.stream import EventReader, content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codex_setup.wire import Reply

Shape = Literal["empty", "json", "html", "text"]

LIMIT = 4000
READ = 256 * 1024
"""Characters that are looked at for an error; a model list may be longer, and is read elsewhere."""
DEPTH = 6
"""How deep an error may be wrapped; real ones are wrapped four times."""

_MESSAGE = (
    "message", "msg", "error_message", "errormessage", "error_msg", "errmsg", "status_msg", "error_description",
    "faultstring", "status_message", "detail", "details", "description", "reason", "title", "html-message",
)  # fmt: skip
_SENTENCE = r"\S \S|[\u3040-\u30ff\u4e00-\u9fff]{4}"
"""What tells a sentence from a name, where a table calls its message by a word of another tongue.

Looked for by its text: few replies need it, and such wide ranges take a millisecond to compile.
"""
_CODE = ("code", "error_code", "errorcode", "errcode", "status_code", "error_type_code")
_TYPE = ("type", "__type", "error_type", "status", "name")
_INSIDE = (
    "error",
    "errors",
    "detail",
    "response",
    "base_resp",
    "fault",
    "responsemetadata",
    "data",
    "result",
    "body",
    "cause",
)


@record
class Said:
    """What a body says.

    `words` is everything that a pattern on text may look at, `inner` what another server said whose
    answer is wrapped in this one. `fields` are the names of the outermost table, `marks` further words that
    are codes by their looks (`"error": "invalid_token"`, `"reason": "dailyLimitExceeded"`).
    """

    shape: Shape = "empty"
    code: str = ""
    type: str = ""
    message: str = ""
    param: str = ""
    words: str = ""
    inner: Said | None = None
    fields: frozenset[str] = frozenset()
    data: Any = None
    marks: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return every code and type, the outermost first, without those that say nothing."""
        own = [word for word in (self.code, self.type, *self.marks) if word and not word.isdigit()]
        plain = [spelt for word in own for spelt in spellings(word)]
        return (*dict.fromkeys([*own, *plain]),) + (self.inner.codes if self.inner else ())


def read(reply: Reply) -> Said:
    """Return what the body of a reply says; Amazon's servers name the error in a header."""
    said = read_text(reply.text, reply.header("content-type"))
    if not said.message and said.shape in {"empty", "json"}:
        said = _with_headers(said, told(reply))
    named = reply.header("x-amzn-errortype").partition(":")[0].strip()
    return replace(said, code=named[:200]) if named and not said.code else said


def _with_headers(said: Said, words: tuple[str, ...]) -> Said:
    """Return what a body says that names no error itself, with what the headers tell of one."""
    if not words:
        return said
    codes = tuple(word for word in words if IDENTIFIER.fullmatch(word))
    text = "\n".join(words)[:LIMIT]
    return replace(said, message=words[-1][:LIMIT], words=text, marks=(*said.marks, *codes))


_TRADITIONAL = str.maketrans(
    "無餘額儲請戶帳號鑰憑證權貴組頻過環暫務器維護繁錯誤參數輸內違規觸發達費賬單訂閱種類於應沒對開啟關閉傳遞這個區國點積剩餘級別調動衝連線網絡絕應該現僅隊認驗授獲並發長時間後試稍載",
    "无余额储请户账号钥凭证权贵组频过环暂务器维护繁错误参数输内违规触发达费账单订阅种类于应没对开启关闭传递这个区国点积剩余级别调动冲连线网络绝应该现仅队认验授获并发长时间后试稍载",
)


def plain(words: str) -> str:
    """Return words in simplified characters where they came in traditional ones, else an empty text."""
    simple = words.translate(_TRADITIONAL)
    return f"\n{simple}" if simple != words else ""


def read_text(text: str, kind: str = "") -> Said:
    """Return what a text says that came as this content type."""
    text = text[:READ].lstrip("\ufeff \t\r\n")
    if not text.strip("\0 \t\r\n"):
        return Said()
    said = _read(text, kind)
    more = "" if said.shape == "html" else f"{plain(said.words)}{in_english(said.words)}"
    return replace(said, words=f"{said.words}{more}") if more else said


def _read(text: str, kind: str) -> Said:
    data = first_json(text)
    if data is None and text.startswith(("data:", "event:", ":")):
        data = _first_event(text)
    if isinstance(data, dict | list):
        return from_data(data)
    if "html" in kind.lower() or re.match(r"<(!doctype\s+html|html|head|body|!--)", text, re.IGNORECASE):
        return Said("html", message=title(text), words=visible(text))
    if text.startswith("<") and "xml" in (kind.lower() + text[:60].lower()):
        return _from_xml(text)
    line = data if isinstance(data, str) else text
    return Said("text", message=line[:LIMIT].strip(), words=line[:LIMIT], inner=_inner(line))


def first_json(text: str) -> Any:
    """Return the first JSON value of a text that begins with one, else None; the rest is not looked at."""
    if not text.startswith(("{", "[", '"')):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _first_event(text: str) -> Any:
    for event in EventReader().feed(text[:LIMIT].encode() + b"\n\n"):
        data = content(event)
        if data:
            return dict(data)
    return None


def title(page: str) -> str:
    """Return what a web page calls itself: its title, else its first heading."""
    for tag in ("title", "h1", "h2"):
        found = re.search(rf"<{tag}[^>]{{0,200}}>([^<]{{1,300}})<", page[:LIMIT], re.IGNORECASE)
        if found and found[1].strip():
            return " ".join(_unescaped(found[1]).split())
    return ""


def visible(page: str) -> str:
    """Return the words of a page as far as patterns need them: its beginning, tags kept (they tell makers)."""
    return _unescaped(page[: LIMIT * 4])


def _unescaped(text: str) -> str:
    import html  # a table of two thousand entities, for pages only

    return html.unescape(text)


def from_data(data: Any, depth: int = 0) -> Said:
    """Return what a JSON value says."""
    if isinstance(data, str):
        return Said(
            "json",
            message=data[:LIMIT],
            words=data[:LIMIT],
            inner=_inner(data) if depth < DEPTH - 1 else None,
        )
    if isinstance(data, list):
        first = next((item for item in data if isinstance(item, dict | str)), None)
        return from_data(first, depth + 1) if first is not None and depth < DEPTH else Said("json", data=data)
    if not isinstance(data, dict):
        return Said("json", data=data)
    return _from_table(data, depth)


def _from_table(data: Mapping[str, Any], depth: int) -> Said:
    low = {str(key).lower(): value for key, value in data.items()}
    own = [text for key in _MESSAGE for text in texts(low.get(key)) if text.strip()]
    own += [text for key, text in low.items() if key.startswith("message_") and isinstance(text, str)]
    if not own and not any(low.get(key) for key in _INSIDE):
        told = [text for value in low.values() for text in texts(value)]
        own = [text for text in told if re.search(_SENTENCE, text)]
    said = Said(
        "json", scalar(low, _CODE), scalar(low, _TYPE), own[0][:LIMIT] if own else "", scalar(low, ("param",)) or placed(low.get("loc")),
        "\n".join(dict.fromkeys([*own, *lacking(low)]))[:LIMIT], None, frozenset(low), data, tuple(marks(low)),
    )  # fmt: skip
    for key in _INSIDE:
        found = low.get(key)
        if (
            depth < DEPTH
            and found
            and (isinstance(found, dict | list) or (key == "error" and isinstance(found, str)))
        ):
            said = _merged(said, from_data(found, depth + 1))
            break
    else:
        only = [value for value in low.values() if isinstance(value, dict)]
        if not said.message and len(only) == 1 and depth < DEPTH:
            said = _merged(said, from_data(only[0], depth + 1))
    raw = low.get("metadata")
    wrapped = raw.get("raw") if isinstance(raw, dict) else None
    inner = _inner(wrapped if isinstance(wrapped, str) else said.message)
    if inner is None and isinstance(wrapped, str):
        inner = Said("text", message=wrapped[:LIMIT], words=wrapped[:LIMIT])
    return _with_inner(said, said.inner or inner)


def _merged(outer: Said, inside: Said) -> Said:
    """Return what a table and the error inside it say together; the error has the last word."""
    words = "\n".join(dict.fromkeys(part for part in (inside.words, outer.words) if part))
    message = inside.message or outer.message
    if outer.message and inside.message and not inside.fields:
        message = f"{inside.message}: {outer.message}"  # {"error": "…", "message": "…"}
    kind = inside.type or (outer.type if outer.type not in {"error", "response.failed"} else "")
    return Said(
        "json", inside.code or outer.code, kind, message, inside.param or outer.param,
        words[:LIMIT], inside.inner, outer.fields, outer.data, (*inside.marks, *outer.marks),
    )  # fmt: skip


def _with_inner(said: Said, inner: Said | None) -> Said:
    if inner is None:
        return said
    words = said.words if inner.words in said.words else f"{said.words}\n{inner.words}"
    return Said(
        said.shape,
        said.code,
        said.type,
        said.message,
        said.param,
        words[: LIMIT * 2],
        inner,
        said.fields,
        said.data,
        said.marks,
    )


def _inner(text: str) -> Said | None:
    """Return what a body says that stands inside a message, or None."""
    for data in tables(text):
        if {"error", "message", "detail", "code"} & {str(key).lower() for key in data}:
            return from_data(data, DEPTH - 1)
    if re.search(r"<(!doctype\s+html|html)", text, re.IGNORECASE):
        return Said("html", message=title(text), words=text[:LIMIT])
    return None


def _from_xml(text: str) -> Said:
    """Return what an XML error says (clouds answer `<Error><Code>…</Code><Message>…`)."""
    code = re.search(r"<code>([^<]{1,200})<", text, re.IGNORECASE)
    message = re.search(r"<message>([^<]{1,2000})<", text, re.IGNORECASE)
    words = re.sub(r"<[^>]{0,500}>", " ", text[:LIMIT])
    return Said(
        "text",
        code[1].strip() if code else "",
        "",
        message[1].strip() if message else title(text),
        words=words,
    )
