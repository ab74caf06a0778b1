"""Draw the terminal pictures of the README and the docs from real runs.

    python docs/pictures.py            renew every picture
    python docs/pictures.py --check    say whether each picture still shows what the program prints

Needs tmux. Each command runs in a terminal of 80 columns, in a home that is gone afterwards, against the
embedded gateway on loopback.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from codex_setup.gateway import KEY, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PICTURES = Path(__file__).parent / "pictures"
COLUMNS = 80
PORT = 8788
TUTORIAL = """\
model = "gpt-5.4"
model_provider = "relay"

[model_providers.relay]
name = "OpenAI"
base_url = "https://claude-api.org"
wire_api = "responses"
requires_openai_auth = true
"""
WORKING = f"""\
# chosen in March, after the trial
model = "gpt-5.4"
model_provider = "relay"

[model_providers.relay]
name = "Relay"
base_url = "http://127.0.0.1:{PORT}"
env_key = "RELAY_KEY"

[model_providers.backup]
name = "Backup"
base_url = "http://127.0.0.1:{PORT}"
env_key = "BACKUP_KEY"
"""
THEME = TerminalTheme(
    (18, 20, 26), (214, 218, 226),
    [(60, 64, 74), (240, 98, 104), (126, 200, 130), (232, 190, 96), (104, 160, 240), (196, 140, 232), (92, 200, 208), (214, 218, 226)],
    [(110, 116, 130), (255, 128, 132), (156, 226, 158), (250, 214, 130), (140, 186, 255), (216, 170, 248), (130, 224, 230), (255, 255, 255)],
)  # fmt: skip
SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{ font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
    .{unique_id}-title {{ font-size: 16px; font-family: sans-serif; }}
    {styles}
    </style>
    <defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
    {lines}</defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">{matrix}</g>
    </g>
</svg>
"""


class Scene(NamedTuple):
    """One picture: the command, the configuration it meets, its variables, keys to press after it."""

    command: str
    config: str | None = None
    env: Mapping[str, str] = {}
    keys: tuple[str, ...] = ()


SCENES = {
    "doctor-broken": Scene(
        "codex-setup doctor --offline", TUTORIAL, {"OPENAI_API_KEY": "sk-relay-0123456789abcd"}
    ),
    "doctor-healthy": Scene("codex-setup doctor", WORKING, {"RELAY_KEY": KEY}),
    "plan": Scene("codex-setup plan", WORKING, {"RELAY_KEY": KEY}),
    "providers": Scene("codex-setup providers --live", WORKING, {"RELAY_KEY": KEY}),
    "init": Scene(
        "codex-setup init", keys=(f"http://127.0.0.1:{PORT}", "Enter", "Enter", KEY, *["Enter"] * 3)
    ),
}


def drawn(name: str, scene: Scene) -> str:
    """Return the picture of a scene as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), (scene.command, "bold")))
    console.print(Text.from_ansi(screen(scene)), soft_wrap=True)
    return console.export_svg(title="", theme=THEME, code_format=SVG, unique_id=f"picture-{name}")


def screen(scene: Scene) -> str:
    """Return what the terminal shows after the command, with its colours."""
    with tempfile.TemporaryDirectory(prefix="codex-setup-picture-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / ".codex").mkdir(mode=0o700)
        if scene.config is not None:
            (home / ".codex/config.toml").write_text(scene.config)
            (home / ".codex/config.toml").chmod(0o600)
        with terminal(home, scene) as press:
            settle()
            for key in scene.keys:
                press(key)
                settle()
            return tmux("capture-pane", "-e", "-p", "-t", "picture").rstrip()


@contextlib.contextmanager
def terminal(home: Path, scene: Scene) -> Iterator[Callable[[str], str]]:
    """Run a scene's command in a terminal of 80 columns whose home is `home`; give a way to press keys."""
    where = Path(sys.executable).parent
    variables = {
        "HOME": str(home),
        "PATH": f"{where}:/usr/bin:/bin",
        "TERM": "tmux-256color",
        "LANG": "C.UTF-8",
    }
    env = ["env", "-i", *(f"{name}={value}" for name, value in {**variables, **scene.env}.items())]
    words = [*env, "sh", "-c", f"{scene.command}; exec sleep 600"]
    tmux(
        "new-session",
        "-d",
        "-s",
        "picture",
        "-x",
        str(COLUMNS),
        "-y",
        "64",
        "-c",
        str(home),
        shlex.join(words),
    )
    try:
        yield lambda key: tmux("send-keys", "-t", "picture", key)
    finally:
        tmux("kill-session", "-t", "picture")


def settle() -> None:
    """Wait until something is on the screen and has stood still for a second."""
    seen: list[str] = []
    while len(seen) < 120:
        time.sleep(0.25)
        seen.append(tmux("capture-pane", "-e", "-p", "-t", "picture"))
        if seen[-1].strip() and len(set(seen[-5:])) == 1 and len(seen) >= 5:
            return
    raise SystemExit("the terminal does not come to rest")


def tmux(*words: str) -> str:
    """Return what tmux prints."""
    command = ["tmux", "-L", "codex-setup-pictures", "-f", "/dev/null", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def words_of(svg: str) -> str:
    """Return the words of a picture, without what differs from run to run."""
    text = "".join(re.findall(r">([^<]*)</text>", svg)).replace("&#160;", " ")
    return re.sub(r"\d+ ms|\d+\.\d+\.\d+[^)]*\)|\S*codex-setup-picture-\w+", "", text)


def main() -> None:
    """Renew the pictures, or check them."""
    stale = []
    with serve("relay", port=PORT):
        for name, scene in SCENES.items():
            file, svg = PICTURES / f"{name}.svg", drawn(name, scene)
            if "--check" in sys.argv:
                if not file.exists() or words_of(file.read_text()) != words_of(svg):
                    stale.append(name)
            else:
                file.write_text(svg)
                sys.stdout.write(f"{file.name}\n")
    if stale:
        raise SystemExit(f"these pictures no longer show what is printed: {', '.join(stale)}")


if __name__ == "__main__":
    main()
