"""Make a web page of every page of the docs, and hold that no link leads nowhere.

    python docs/site.py [FOLDER]       write the site (docs/site by default); exit 1 on a dead link

Only links within the site are followed. The README becomes index.html.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGE = """\
<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --soft: #8882; --link: light-dark(#0b57d0, #8ab4f8); }}
body {{ font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1.5rem; }}
nav {{ display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding-bottom: .8rem; border-bottom: 1px solid var(--line); }}
a {{ color: var(--link); }} nav a {{ text-decoration: none; }} nav a[aria-current] {{ font-weight: 600; }}
pre {{ background: var(--soft); padding: .8rem 1rem; overflow-x: auto; border-radius: 6px; }}
code {{ font: .9em ui-monospace, Menlo, Consolas, monospace; background: var(--soft); padding: .1em .3em; border-radius: 3px; }}
pre code {{ background: none; padding: 0; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }}
img {{ max-width: 100%; }}
</style>
<nav>{nav}</nav>
<main>
{body}
</main>
"""


class Page(NamedTuple):
    """One page: the file it is made of, its address in the site, its title."""

    source: Path
    address: str
    title: str


def pages() -> list[Page]:
    """Return the pages in the order of the navigation: the README, then the docs by name."""
    sources = [
        ROOT / "README.md",
        *sorted(DOCS.glob("*.md"), key=order),
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
    ]
    return [Page(source, address(source), title(source)) for source in sources]


def order(source: Path) -> tuple[int, str]:
    """Return where a page stands: what a newcomer reads first comes first."""
    first = ("getting-started", "rules", "ci", "gateways", "prediction", "codex-doctor")
    return (first.index(source.stem) if source.stem in first else len(first), source.stem)


def address(source: Path) -> str:
    """Return the address of a page within the site."""
    return "index.html" if source.name == "README.md" else f"{source.stem.lower()}.html"


def title(source: Path) -> str:
    """Return the first heading of a page."""
    return source.read_text().split("\n", 1)[0].removeprefix("# ").strip()


def rendered(page: Page, every: list[Page]) -> str:
    """Return a page as HTML."""
    known = {each.source.resolve(): each.address for each in every}
    body = MarkdownIt("commonmark").enable("table").render(page.source.read_text())
    body = re.sub(r'(href|src)="([^"#:]+)(#[^"]*)?"', lambda link: relinked(link, page, known), body)
    body = re.sub(r"<h([1-4])>(.*?)</h\1>", anchored, body)
    nav = "".join(
        f'<a href="{each.address}"{" aria-current=page" if each is page else ""}>{html.escape(each.title)}</a>'
        for each in every
    )
    return PAGE.format(title=html.escape(page.title), nav=nav, body=body)


def relinked(link: re.Match[str], page: Page, known: dict[Path, str]) -> str:
    """Return a link between two sources as one between two pages; other files are taken along by their name."""
    target = (page.source.parent / link[2]).resolve()
    where = known.get(target)
    if where is None and target.is_relative_to(DOCS.resolve()):
        where = target.relative_to(DOCS.resolve()).as_posix()
    return f'{link[1]}="{where or link[2]}{link[3] or ""}"'


def anchored(heading: re.Match[str]) -> str:
    """Return a heading with the anchor that links use."""
    words = html.unescape(re.sub(r"<[^>]+>", "", heading[2])).lower()
    anchor = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
    return f'<h{heading[1]} id="{anchor}">{heading[2]}</h{heading[1]}>'


def dead_links(folder: Path) -> list[str]:
    """Return every link of the site that leads nowhere, with the page it stands on."""
    found = []
    texts = {file: file.read_text() for file in folder.glob("*.html")}
    for file, text in texts.items():
        for where, anchor in re.findall(r'(?:href|src)="([^":#]*)(?:#([^"]*))?"', text):
            target = folder / where if where else file
            if not target.exists() or (anchor and f'id="{anchor}"' not in texts.get(target, "")):
                found.append(f"{file.name}: {where}{'#' + anchor if anchor else ''}")
    return sorted(set(found))


def build(folder: Path) -> list[str]:
    """Write the site into `folder` and return its dead links."""
    folder.mkdir(parents=True, exist_ok=True)
    every = pages()
    for page in every:
        (folder / page.address).write_text(rendered(page, every))
    for kept in ("pictures", "examples"):
        if (DOCS / kept).is_dir():
            shutil.copytree(DOCS / kept, folder / kept, dirs_exist_ok=True)
    for file in DOCS.glob("*.json"):
        shutil.copy(file, folder)
    for name in ("LICENSE",):
        shutil.copy(ROOT / name, folder)
    return dead_links(folder)


def main() -> None:
    """Build the site and say which links are dead."""
    dead = build(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "site")
    for link in dead:
        sys.stderr.write(f"leads nowhere: {link}\n")
    raise SystemExit(bool(dead))


if __name__ == "__main__":
    main()
