"""What becomes of the host of a URL that is not plain ASCII, as Codex's URL parser reads it (UTS 46)."""

from __future__ import annotations


def ascii_host(name: str) -> str | None:
    """Return the host in small ASCII letters, or None where the parser refuses it: `bücher` is `xn--bcher-kva`."""
    if name.isascii() and "xn--" not in name.lower():
        return name.lower()
    from idna import IDNAError  # 10 ms that only such a name pays
    from idna.core import uts46_remap

    try:
        labels = uts46_remap(name, std3_rules=False, transitional=False).split(".")
        return ".".join(_label(label) for label in labels)
    except (IDNAError, UnicodeError):
        return None


def _label(label: str) -> str:
    """Return one label in ASCII; UnicodeError or IDNAError where it is none."""
    from idna.core import uts46_remap

    if label.startswith("xn--"):
        spelt = label[4:].encode("ascii").decode("punycode")
        if spelt.isascii() or uts46_remap(spelt, std3_rules=False, transitional=False) != spelt:
            raise UnicodeError(label)
        _checked(spelt)
        return label
    if label.isascii():
        return label
    _checked(label)
    return "xn--" + label.encode("punycode").decode()


def _checked(label: str) -> None:
    """Raise where the letters of a label do not go together."""
    from idna import core

    core.check_initial_combiner(label)
    core.check_bidi(label)
    for place, letter in enumerate(label):
        if letter in "\u200c\u200d" and not core.valid_contextj(label, place):
            raise UnicodeError(label)
