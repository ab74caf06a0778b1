"""What was written for another program, or came in another shape, is read as the settings that it holds."""

from __future__ import annotations

import pytest
from test_mend import mended

R = "[model_providers.r]\n"

CERTAIN = {
    "a key for a shell, beside its name": (
        f'{R}env_key = "R_KEY"\n[mcp_servers.d.env]\nA = "b"\nexport R_KEY=sk-1\nexport OTHER=2\n',
        f'R_KEY = "sk-1"\n{R}env_key = "R_KEY"\n[mcp_servers.d.env]\nA = "b"\n# export OTHER=2\n',
    ),
    "a header between brackets of an input method": (
        '【model_providers.r】\nname = "R"\n',
        f'{R}name = "R"\n',
    ),
    "a header in bold": (f'**{R.strip()}**\nname = "R"\n', f'{R}name = "R"\n'),
    "a letter before the quotes": ("a = f\"x\" # why\nb = r'y'\n", "a = \"x\" # why\nb = 'y'\n"),
    "a text of two": ('a = "x" + "y" # why\n', 'a = "xy" # why\n'),
    "the sign within": (
        'a = \'Ada\'s\' # why\nb = "the "best" one"\n',
        'a = "Ada\'s" # why\nb = \'the "best" one\'\n',
    ),
    "remarks over lines": ('/*\n * mine\n */\na = 1\n"""\nhers\n"""\n', "# mine\na = 1\n# hers\n"),
    "a closing sign too many": ("a = 1\n}\nb = 2\n]\n[]\n", "a = 1\nb = 2\n"),
    "quotes of a program's string": ('a = \\"x\\"\nb = [\\"y\\"]\n', 'a = "x"\nb = ["y"]\n'),
    "a mark before another file": ('a = 1\n\ufeffb = "x"\n\ufeff[t]\n', 'a = 1\nb = "x"\n[t]\n'),
    "an entry of a list beside its table": (
        '[mcp_servers.a]\ncommand = "x"\n\n[[mcp_servers]]\nid = "b" # mine\ncommand = "y"\n[mcp_servers.env]\nK = "v"\n',
        '[mcp_servers.a]\ncommand = "x"\n\n[mcp_servers.b]\n# mine\ncommand = "y"\n[mcp_servers.b.env]\nK = "v"\n',
    ),
    "a list of YAML where a table is meant": (
        "model: x\nmodel_providers:\n  - id: r\n    name: R # why\n    base_url: https://r.example/v1\n  - id: s\n    name: S\n",
        'model = "x"\n\n[model_providers.r]\nname = "R" # why\nbase_url = "https://r.example/v1"\n\n[model_providers.s]\nname = "S"\n',
    ),
    "YAML with tabs": ("model: x\nfeatures:\n\ta: true\n", 'model = "x"\n\n[features]\na = true\n'),
    "YAML's items below their key": (
        '[mcp_servers.d]\nargs:\n  - -y\n  - "p"\nenabled = true\n',
        '[mcp_servers.d]\nargs = ["-y", "p"]\nenabled = true\n',
    ),
    "what auth.json holds, among the settings": (
        'model = "x"\n[features]\na = true\n\n{\n  "OPENAI_API_KEY": "sk-1"\n}\n',
        'OPENAI_API_KEY = "sk-1"\nmodel = "x"\n[features]\na = true\n',
    ),
    "several on one line": (
        f'model = "x" b = 1; c = [1] # why\r\n{R.strip()} name = "R", env_key = "K"\r\n',
        f'model = "x"\r\nb = 1\r\nc = [1] # why\r\n{R.strip()}\r\nname = "R"\r\nenv_key = "K"\r\n',
    ),
    "an address in two lines": (
        f'{R}base_url = "https://r.example\n  /v1" # why\n',
        f'{R}base_url = "https://r.example/v1" # why\n',
    ),
    "a block between curly brackets": (
        'model_providers "r" {  # mine\n  name = "R"\n  # where\n  base_url = "https://r.example"\n}\n\n[t]\n',
        '[model_providers.r]  # mine\nname = "R"\n# where\nbase_url = "https://r.example"\n\n[t]\n',
    ),
    "blocks in a block": (
        'model "x"\nmodel_providers {\n  // ours\n  r { # R\n    name "R"\n    base_url = "https://r.example"\n  }\n} # end\nb = 1\n',
        'model = "x"\nb = 1\n\n# end\n\n# ours\n[model_providers.r] # R\nname = "R"\nbase_url = "https://r.example"\n',
    ),
    "YAML among settings": (
        'model = "x"\nmodel_providers:\n  r:\n    name: R # why\n    base_url: https://r.example\n\nb = 1\n[t]\na = 1\n',
        'model = "x"\nb = 1\n\n[model_providers.r]\nname = "R" # why\nbase_url = "https://r.example"\n[t]\na = 1\n',
    ),
    "YAML in a table": (
        '[mcp_servers.d]\ncommand = "x"\nenv:\n  A: b\n  C: "d"\nenabled = true\n',
        '[mcp_servers.d]\ncommand = "x"\nenv = { A = "b", C = "d" }\nenabled = true\n',
    ),
    "no line end between": (
        f'model = "x"b = [1]c = 2\n{R.strip()}name = "R"[t]\n',
        f'model = "x"\nb = [1]\nc = 2\n{R}name = "R"\n[t]\n',
    ),
    "a shell's sign that the line goes on": ('a = "x" \\\nb = 1 \\ # why\n', 'a = "x"\nb = 1 # why\n'),
    "two choices of which one is defined": (
        f'model_provider = "r"\nmodel_provider = "gone"\n{R}wire_api = "responses"\nwire_api = "chat"\n',
        f'model_provider = "r"\n{R}wire_api = "responses"\n',
    ),
    "YAML with a remark behind its value": (f"{R}name: R # why\n", f'{R}name = "R" # why\n'),
    "line ends of a program": ('a = "x"\\n\n\\n\n[t]\\n\nb = 1\\n\n', 'a = "x"\n\n[t]\nb = 1\n'),
    "an option of echo": ('-e a = "x"\nb = 1\n', 'a = "x"\nb = 1\n'),
    "numbers with one blank": ('1 a = "x"\n2 \n3 [t]\n4 b = 1\n', 'a = "x"\n\n[t]\nb = 1\n'),
    "git blame": (
        '^3f2a1c0 (Ada 2026-11-02 1) a = "x"\n7b0c2d1e (Bob 2026-11-03 2) [t]\n7b0c2d1e (Bob 2026-11-03 3) b = 1\n',
        'a = "x"\n[t]\nb = 1\n',
    ),
    "a text of a program": ('const c = `\na = "x"\n[t]\n`;\n', '# const c = `\na = "x"\n[t]\n'),
    "lines that PowerShell adds": (
        "Add-Content $HOME\\.codex\\config.toml 'a = \"x\"'\nAdd-Content $HOME\\.codex\\config.toml '[t]'\n",
        'a = "x"\n[t]\n',
    ),
    "lines that cmd writes": (
        'echo a = "x"> c.toml\necho.>> c.toml\necho [t] >> "c.toml"\n',
        'a = "x"\n\n[t]\n',
    ),
    "a key twice in its line": ('model = model = "x" # why\n', 'model = "x" # why\n'),
    "half a bracket against a key": ('model] = "x"\n', 'model = "x"\n'),
    "a remark behind a header": ("[tui] my colours\na = 1\n", "[tui] # my colours\na = 1\n"),
    "a unit behind a number": ("request_max_retries = 4 times\n", "request_max_retries = 4 # times\n"),
    "a mark that turns the reading": ('a = "x"\u200f\n', 'a = "x"\n'),
    "a header as a key, before pairs": (
        'model_providers.r =\nname = "R"\n</model_providers.r>\n',
        f'{R}name = "R"\n',
    ),
    "a table filled above its header": (
        'model_providers.r.name = "R" # mine\nmodel_providers.r.base_url = "https://r.example"\na = 1\n[model_providers.r]\nenv_key = "K"\n',
        f'# mine\na = 1\n{R}env_key = "K"\nname = "R"\nbase_url = "https://r.example"\n',
    ),
    "a table in brackets above its header": (
        f'model_providers.r = {{ name = "R", wire_api = "responses" }}\n{R}name = "R"\n',
        f'{R}name = "R"\nwire_api = "responses"\n',
    ),
    "YAML of another program": (
        'a = "x"\nlitellm_settings:\n  drop_params: true\n',
        'a = "x"\n# litellm_settings:\n#   drop_params: true\n',
    ),
    "a version without its quotes": (
        "query_params = { api-version = 2025-04-01-preview }\n",
        'query_params = { api-version = "2025-04-01-preview" }\n',
    ),
    "a type of Python": ('model: str = "x"\nb = 1\n', 'model = "x"\nb = 1\n'),
    "a call around a text": ("a = str('x') # why\nb = {\"y\"}\n", "a = 'x' # why\nb = \"y\"\n"),
    "a table without commas": (
        "env = { A = \"b\" C = 1 D = 'e' }\n",
        "env = { A = \"b\", C = 1, D = 'e' }\n",
    ),
    "a Windows path without quotes": (
        "command = C:\\tools\\x.exe # why\n",
        "command = 'C:\\tools\\x.exe' # why\n",
    ),
    "brackets too many": ("[[[tui]]]\na = 1\n", "[tui]\na = 1\n"),
    "a remark behind a list": ('args = ["-y", "x"] -- two\n', 'args = ["-y", "x"] # two\n'),
    "a table of PowerShell": (
        '@{\n  model = "x"\n  features = @{ a = "b"; c = "d" }\n}\n',
        'model = "x"\n\n[features]\na = "b"\nc = "d"\n',
    ),
    "a speaker's name before each line": ('<ada> a = "x"\n<ada> [t]\n<ada> b = 1\n', 'a = "x"\n[t]\nb = 1\n'),
    "a moment before each line": (
        '2026-11-28T19:00:01 INFO a = "x"\n2026-11-28T19:00:02 INFO [t]\n2026-11-28T19:00:13 INFO b = 1\n',
        'a = "x"\n[t]\nb = 1\n',
    ),
    "a tab for the sign": (
        "model\tx # why\n[tui]\ntheme\tdark\n",
        'model = "x" # why\n[tui]\ntheme = "dark"\n',
    ),
    "a remark of an INI file": ("model = gpt-5.4 ; the best\n", 'model = "gpt-5.4" # the best\n'),
    "quotes of two tongues behind a colon": (
        "b = 1\nmodel：„x“，\nname: „y“,\n",
        'b = 1\nmodel = "x"\nname = "y"\n',
    ),
    "the body of a diff": (' model = "x"\n-a = 1\n+a = 2\n \n+[t]\n', 'model = "x"\n# a = 1\na = 2\n\n[t]\n'),
    "a diff with a blank behind its signs": (
        '  model = "x"\n- a = 1\n+ a = 2\n',
        'model = "x"\n# a = 1\na = 2\n',
    ),
    "line ends that can be seen": ('a = "x"^M$\n^M$\n[t]^M$\n', 'a = "x"\n\n[t]\n'),
    "settings of another program": (
        '{\n  "chatgpt.cliExecutable": "/bin/codex"\n}\nmodel = "x"\n',
        '# {\n#   "chatgpt.cliExecutable": "/bin/codex"\n# }\nmodel = "x"\n',
    ),
    "properties of a node": (
        'model_providers {\n  r name="R" base_url="https://r.example"\n}\n',
        f'{R}name="R"\nbase_url="https://r.example"\n',
    ),
    "a sign behind a header": (f'{R.strip()}: # why\nname = "R"\n', f'{R.strip()} # why\nname = "R"\n'),
    "a line in quotes": (
        f'"{R.strip()}"\n\'name = "R"\'\n"env_key = ""K"""\n',
        f'{R}name = "R"\nenv_key = "K"\n',
    ),
    "quotes twice": ('a = ""x"" # why\n', 'a = "x" # why\n'),
    "letters of another alphabet": ('m\u043edel = "x"\n', 'model = "x"\n'),
    "a reference of a program": (f'{R}env_key = os.environ["K"] # why\n', f'{R}env_key = "K" # why\n'),
    "a ConfigMap": (
        'kind: ConfigMap\ndata:\n  config.toml: |\n    model = "x"\n\n    [t]\n    a = 1\n  other: y\n',
        '# kind: ConfigMap\n# data:\n#   config.toml: |\nmodel = "x"\n\n[t]\na = 1\n#   other: y\n',
    ),
    "tags of a forum": (f'[code]\nmodel = "x"\n{R}name = "R"\n[/code]\n', f'model = "x"\n{R}name = "R"\n'),
    "a fence without lines of its own": ('```model = "x"\nb = 1```', 'model = "x"\nb = 1\n'),
    "a commit": (
        'commit 3f2\nAuthor: A\n\ndiff --git a/c b/c\n--- /dev/null\n+++ b/c\n@@ -0,0 +1 @@\n+model = "x"\n',
        '# commit 3f2\n# Author: A\n\nmodel = "x"\n',
    ),
    "variables for a shell and nothing else": (
        "# mine\nexport OPENAI_BASE_URL=https://r.example/v1\n",
        '# mine\nOPENAI_BASE_URL = "https://r.example/v1"\n',
    ),
}


@pytest.mark.parametrize(("text", "wanted"), CERTAIN.values(), ids=CERTAIN)
def test_what_was_plainly_meant_is_written(text: str, wanted: str) -> None:
    assert mended(text) == (wanted, True)


def test_a_closing_sign_whose_opening_nobody_could_read_is_only_a_proposal() -> None:
    text = "what is this {\n  a = 1\n}\nb = 2\n"
    assert not mended(text)[1]
