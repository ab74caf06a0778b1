"""What a line was plainly meant to be whose list or table in brackets lacks something."""

from __future__ import annotations

import re

from codex_setup.mend.guess import KEY, STRINGS, TAIL, Guess


def members(line: str) -> Guess | None:
    """Return a list whose members lack their quotes, or that lacks its brackets or has round ones, as a list."""
    found = re.fullmatch(
        rf"(\s*{KEY}\s*=\s*)(?P<open>[\[(]?)(?P<body>[^\[\](){{}}#]*)(?P<close>[\])]?){TAIL[:-1]}", line
    )
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    parts = [
        part.strip() for part in re.findall(rf"{STRINGS.pattern}|[^,\"']+", found["body"]) if part.strip()
    ]
    bare = re.sub(rf"{STRINGS.pattern}|[^,\"'\s]+", "", found["body"])
    listed = found["open"] or ("," in bare and len(parts) > 1 and all(part[0] in "\"'" for part in parts))
    if not listed or any(re.search(r"\s|=", part) for part in parts if part[0] not in "\"'"):
        return None
    said = [p if p[0] in "\"'" or re.fullmatch(r"[+-]?\d[\d_.]*|true|false", p) else f'"{p}"' for p in parts]
    return Guess("other", f"{found[1]}[{', '.join(said)}]{found['tail']}")


def commas(line: str) -> Guess | None:
    """Return a line whose table in brackets lacks the commas between its pairs with them."""
    found = re.fullmatch(rf"(\s*{KEY}\s*=\s*\{{)(?P<body>[^{{}}]*)(\}}.*)", line)
    if found is None:
        return None
    body = re.sub(
        rf"({STRINGS.pattern}|(?<=[=\s])(?:true|false|\d[\w.]*))\s+(?=[\w-]+\s*=)", r"\1, ", found["body"]
    )
    return Guess("other", f"{found[1]}{body}{found[3]}") if body != found["body"] else None


def open_array(line: str) -> Guess | None:
    """Return a line whose array is never closed with its bracket."""
    found = re.match(rf"(\s*{KEY}\s*=\s*\[(?:\s*(?:\"[^\"]*\"|'[^']*'|[\w.+-]+)\s*,?)*){TAIL}", line)
    return Guess("other", f"{found[1].rstrip().rstrip(',')}]{found['tail']}") if found else None
