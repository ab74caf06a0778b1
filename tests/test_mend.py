"""What is not TOML is mended where nobody could have meant anything else, and proposed where somebody could."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.documents import documents

from codex_setup.mend import mend

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
R = "[model_providers.r]\n"

CERTAIN = {
    "a colon before a switch": ("a = 1\nb: false\n", "a = 1\nb = false\n"),
    "a list that ends nowhere, and a comment on what follows": (
        'a = [\n  "x",\n  "y"\n# about b\nb = 1\n',
        'a = [\n  "x",\n  "y"\n]\n# about b\nb = 1\n',
    ),
    "a key said twice": ("a = 1\na = 1 # why\nb = 2\n", "a = 1\n# why\nb = 2\n"),
    "a table opened twice": (
        f'{R}name = "R"\n# one\n[q]\nz = 1\n\n{R}# two\nname = "R"\nenv_key = "K" # why\n\n# of s\n[s]\nx = 1\n',
        f'{R}name = "R"\n# two\nenv_key = "K" # why\n# one\n[q]\nz = 1\n\n# of s\n[s]\nx = 1\n',
    ),
    "an object that another language assigns": (
        '// mine\nmodule.exports = {\n  model: "x",\n  features: { a: true },\n};\n',
        '# mine\nmodel = "x"\n\n[features]\na = true\n',
    ),
    "an object under a dotted key": ('a = 1\nprofiles.p = {\n  model: "x",\n}\n', 'a = 1\nprofiles.p = { model = "x" }\n'),
    "a fence": ('```toml\nmodel = "x"\n```\n', 'model = "x"\n'),
    "a here-document": ("cat > ~/.codex/config.toml <<'EOF'\nmodel = \"x\"\nEOF\n", 'model = "x"\n'),
    "quotes of a chat": ("a = “x” # “so”\nb = ‘y’\n", "a = \"x\" # “so”\nb = 'y'\n"),
    "one quote of a chat": ('a = "he said “x”"\nb = “y"\n', 'a = "he said “x”"\nb = "y"\n'),
    "blanks of a web page": ('a\u00a0=\u3000"x"\n', 'a = "x"\n'),
    "signs of an input method": ("［t］\na＝“x”\n", '[t]\na="x"\n'),
    "a Windows path": (
        '[t]\ncwd = "C:\\Users\\me" # c\nargs = ["D:\\x\\new", "-y"]\n',
        "[t]\ncwd = 'C:\\Users\\me' # c\nargs = ['D:\\x\\new', \"-y\"]\n",
    ),
    "a Windows path, half escaped": ('cwd = "C:\\\\Users\\me"\n', "cwd = 'C:\\Users\\me'\n"),
    "a Windows path with an apostrophe": ("cwd = \"C:\\Users\\O'Neil\"\n", "cwd = \"C:\\\\Users\\\\O'Neil\"\n"),
    "line ends of an old Mac": ('a = "x"\rb = 1\r', 'a = "x"\nb = 1\n'),
    "a text without quotes": ("a = gpt-5.4 # c\nb = https://r.example/v1\n", 'a = "gpt-5.4" # c\nb = "https://r.example/v1"\n'),
    "True": ("a = True\n", "a = true\n"),
    "half a text": ('a = "RELAY_KEY\nb = x"\nc = "y\'\n', 'a = "RELAY_KEY"\nb = "x"\nc = "y"\n'),
    "YAML": ("a: gpt-5.4\n", 'a = "gpt-5.4"\n'),
    "JSON": ('"a": "x",\nb = 1\n', 'a = "x"\nb = 1\n'),
    "signs behind": ('a = "x";\nb = 1, # c\n', 'a = "x"\nb = 1 # c\n'),
    "a comment of C": ("// why\na = 1\n", "# why\na = 1\n"),
    "open headers": (
        "[a.b\nx = 1\n[c d]\ny = 1\n[e.中转]\nz = 1\n",
        '[a.b]\nx = 1\n["c d"]\ny = 1\n[e."中转"]\nz = 1\n',
    ),
    "an open array": ('a = ["-y", "p"\nb = 1\n', 'a = ["-y", "p"]\nb = 1\n'),
    "an arrow": ('a := "x"\nb "y"\n', 'a = "x"\nb = "y"\n'),
    "a table that lacks its s": (
        'model_provider = "r"\n[model_provider.r]\nname = "R"\n',
        'model_provider = "r"\n[model_providers.r]\nname = "R"\n',
    ),
    "dotted keys that lack it": (
        'model_provider = "r"\nmodel_provider.r.name = "R"\nmodel_provider.r.wire_api = "responses"\n',
        'model_provider = "r"\nmodel_providers.r.name = "R"\nmodel_providers.r.wire_api = "responses"\n',
    ),
    "two slips, Windows line ends": ('a = “x”\r\nb = "C:\\U"\r\n# c\r\n', "a = \"x\"\r\nb = 'C:\\U'\r\n# c\r\n"),
    "wide characters without their mark": ("a\0 \0=\0 \0" + "1\0\n\0", "a = 1\n"),
    "NUL at the end": ("a = 1\n\0\0\0", "a = 1\n"),
    "a terminal's page": (
        "$ mkdir -p ~/.codex\n# mine\n$ cat > ~/.codex/config.toml << EOF\na = 1\nEOF\nexport K=x\n$ \n",
        "# $ mkdir -p ~/.codex\n# mine\na = 1\n# export K=x\n",
    ),
    "PowerShell's here-string": ("@'\na = 1\n'@ | Set-Content -Path config.toml\n", "a = 1\n"),
    "a variable of the shell": ('export K="x"\na = 1\n', '# export K="x"\na = 1\n'),
    "a quotation": ("> a = 1\n>\n> # why\n> [t]\n", "a = 1\n\n# why\n[t]\n"),
    "numbered lines": ('  1  model = "x"\n  2  [tui]\n  3    y = 3\n', 'model = "x"\n[tui]\n  y = 3\n'),
    "a whole file of JSON": (
        (
            '{"model": "x", // good\n "tui": {}, "model_providers": {"my r": {"name": "R", "env_key": null,\n'
            ' "query_params": {"a": "b"}}}, "notify": ["x", "y"],}'
        ),
        (
            '# good\nmodel = "x"\nnotify = ["x", "y"]\n\n[tui]\n\n[model_providers."my r"]\nname = "R"\n\n'
            '[model_providers."my r".query_params]\na = "b"\n'
        ),
    ),
    "a whole file of YAML": (
        (
            "---\n# mine\nmodel: x # good\nmodel_providers:\n  # r\n  r: # it\n    name: 'R'\n"
            '    requires_openai_auth: no\ntool_output_token_limit: 8\nnotify:\n- x\n- "y"\n# end\n'
        ),
        (
            '# mine\nmodel = "x" # good\ntool_output_token_limit = 8\nnotify = ["x", "y"]\n\n# r\n'
            '[model_providers.r] # it\nname = "R"\nrequires_openai_auth = false\n# end\n'
        ),
    ),
    "an array open over lines": ('a = [\n  "x", # one\n  "y" # two\nb = 1\n', 'a = [\n  "x", # one\n  "y" # two\n]\nb = 1\n'),
    "an array without commas": ('a = [\n  "x" # one\n  "y"\n]\n', 'a = [\n  "x", # one\n  "y"\n]\n'),
    "an array closed with another bracket": ('a = [\n  "x",\n)\nb = 1\n', 'a = [\n  "x",\n]\nb = 1\n'),
    "an inline table open over lines": ('a = {\n  x = "y"\n  z = 1\n[t]\nb = 1\n', 'a = {\n  x = "y",\n  z = 1\n}\n[t]\nb = 1\n'),
    "three quotes and one": ('a = """x" # c\nb = 1\n', 'a = "x" # c\nb = 1\n'),
    "three quotes and a line of two": ('a = """\nx = 1\n""\nb = 1\n', 'a = """\nx = 1\n"""\nb = 1\n'),
    "a value on the next line": ('a =\n  "x" # c\nb = 1\n', 'a = "x" # c\nb = 1\n'),
    "a header without its first bracket": ('model_providers.r] # it\nname = "R"\n', '[model_providers.r] # it\nname = "R"\n'),
    "a header with another separator": (
        '[model_providers/r]\nname = "R"\n[mcp_servers: x]\ncommand = "y"\n',
        '[model_providers.r]\nname = "R"\n[mcp_servers.x]\ncommand = "y"\n',
    ),
    "a remark in brackets behind a value": ('a = "x" (default)\nb = 1 // why\n', 'a = "x" # (default)\nb = 1 # why\n'),
    "a choice in the place of the table": (
        'model_providers = "r" # mine\n[model_providers.r]\nname = "R"\n',
        'model_provider = "r" # mine\n[model_providers.r]\nname = "R"\n',
    ),
    "a conflict of two sides that agree": ("<<<<<<< HEAD\na = 1\n=======\na = 1\n>>>>>>> x\nb = 2\n", "a = 1\nb = 2\n"),
    "a chat's answer": (
        "Sure! Here's your config.toml:\n\n```toml\nmodel = \"x\"\n```\n\nThat's it!\n",
        "# Sure! Here's your config.toml:\n\nmodel = \"x\"\n\n# That's it!\n",
    ),
    "dots and a button": ('toml\nCopy\nmodel = "x"\n...\n[tui]\n', '# toml\n# Copy\nmodel = "x"\n# ...\n[tui]\n'),
    "a button glued on": ('toml复制代码model = "x"\n', 'model = "x"\n'),
    "prompts of terminals": (
        "me@box:~$ cat .codex/config.toml\na = 1\nPS C:\\Users\\me>\nC:\\Users\\me>type x\n",
        "# me@box:~$ cat .codex/config.toml\na = 1\n# PS C:\\Users\\me>\n# C:\\Users\\me>type x\n",
    ),
    "an editor's screen": ('model = "x"\n~\n~\n"config.toml" 2L, 9B\n', 'model = "x"\n# ~\n# ~\n# "config.toml" 2L, 9B\n'),
    "another language's prose": ('写入以下内容：\nmodel = "x"\n保存后重启。\n', '# 写入以下内容：\nmodel = "x"\n# 保存后重启。\n'),
    "a page's source": (
        '<pre><code class="toml">model = &quot;x&quot;<br>\nurl = &quot;a?b=1&amp;c=2&quot;\n</code></pre>\n',
        'model = "x"\nurl = "a?b=1&c=2"\n',
    ),
    "signs of Markdown": ('model\\_provider = "r"\n\\[a\\_b.r\\]\nx = 1\n', 'model_provider = "r"\n[a_b.r]\nx = 1\n'),
    "a list of Markdown": ('- model = "x"\n* `notify` = `y`\n`[tui]`\n', 'model = "x"\nnotify = "y"\n[tui]\n'),
    "a diff": ("--- a/c\n+++ b/c\n@@ -1 +1,2 @@\n-a = 0\n+a = 1\n b = 2\n", "# a = 0\na = 1\nb = 2\n"),
    "numbers and dots": ("1. a = 1\n2.\n3. [tui]\n4. x = 2\n", "a = 1\n\n[tui]\nx = 2\n"),
    "numbers between": ("1\na = 1\n2\n\n3\nb = 2\n", "a = 1\n\nb = 2\n"),
    "a pager's frame": (
        "───┬───\n   │ File: c\n───┼───\n 1 │ a = 1\n 2 │ # b\n 3 │ c = 2\n───┴───\n",
        "a = 1\n# b\nc = 2\n",
    ),
    "echo": ("echo 'a = \"x\"' >> ~/.codex/config.toml\necho \"b = \\\"y\\\"\" >> c\n", 'a = "x"\nb = "y"\n'),
    "a here-string with a name": ("$c = @'\na = 1\n'@\n$c | Out-File x\n", "a = 1\n# $c | Out-File x\n"),
    "colours and an end of DOS": ('a = \x1b[32m"x"\x1b[0m\n\x1a', 'a = "x"\n'),
    "line ends of a page": ('a = "x"\u2028b = 1 # c\n', 'a = "x"\nb = 1 # c\n'),
    "a text with a comma": ('a = "x",\nb = "y", # c\n', 'a = "x"\nb = "y" # c\n'),
    "a remark behind a dash": ('a = "x" — why\nb = "y" <-- here\n', 'a = "x" # — why\nb = "y" # <-- here\n'),
    "a table of Python": (
        "model_providers = {'r': {'name': 'R', 'x': True, 'y': None}}\n",
        'model_providers = { r = { name = "R", x = true } }\n',
    ),
    "a table of JavaScript": (
        '[model_providers]\nr = {\n  name: "R", // why\n  url: "x"\n}\n',
        '[model_providers]\n# why\nr = { name = "R", url = "x" }\n',
    ),
    "JSON below": (
        '[tui]\nx = 1\n{\n "mcpServers": {\n  "a": {"command": "b"}}\n}\n',
        '[tui]\nx = 1\n[mcpServers.a]\ncommand = "b"\n',
    ),
    "JSON of another program": (
        '// mine\n{"model": "x", "provider": "r", "providers": {"r": {"baseURL": "u"}}}',
        '# mine\nmodel = "x"\nprovider = "r"\n\n[providers.r]\nbaseURL = "u"\n',
    ),
    "marks of other markups": (
        "h2. Config\n{code:title=x.toml}\na = 1\n{code}\n[source,toml]\n----\nb = 2\n----\n.. code-block:: toml\n",
        "# h2. Config\na = 1\nb = 2\n",
    ),
    "a table of Markdown": ("| a = 1 |\n| [t] |\n| b = 2 |\n", "a = 1\n[t]\nb = 2\n"),
    "a search's result": ("config.toml:1:a = 1\nconfig.toml:2:[t]\nconfig.toml:3:b = 2\n", "a = 1\n[t]\nb = 2\n"),
    "a program's string": ("'# c\\na = \\\"x\\\"\\n[t]\\nb = 2\\n'", '# c\na = "x"\n[t]\nb = 2\n'),
    "a program's words before a key": ('const model = "x";\nset notify = ["y"]\n+sandbox_mode = "z"\n', 'model = "x"\nnotify = ["y"]\nsandbox_mode = "z"\n'),
    "what a program said": (
        "[sudo] password for ada:\n100   512  100   512    0\na = 1\n", "# [sudo] password for ada:\n# 100   512  100   512    0\na = 1\n",
    ),
    "lists of other languages": (
        'a = ("-y", "x") # c\nb = "-y", "x"\nc = [-y, https://x.example/v1, 2]\n',
        'a = ["-y", "x"] # c\nb = ["-y", "x"]\nc = ["-y", "https://x.example/v1", 2]\n',
    ),
    "headers of other languages": (
        'model_providers.r: # c\nname = "R"\n<mcp_servers.x>\nenabled = off\n["model_providers"]["s"]\nname = "S"\n[mcp_servers y]\nz = 1\n',
        '[model_providers.r] # c\nname = "R"\n[mcp_servers.x]\nenabled = false\n["model_providers"."s"]\nname = "S"\n[mcp_servers.y]\nz = 1\n',
    ),
    "no final line end, a byte order mark": ("\ufeffa = x", '\ufeffa = "x"'),
}  # fmt: skip

DOUBTFUL = {
    "two values": ('a = "x"\na = "y" # c\n', 'a = "y" # c\n'),
    "two tables that differ": (f'{R}name = "R"\n{R}name = "S"\n', f'{R}name = "S"\n'),
    "a backslash that is no path": ('a = "\\d+"\n', "a = '\\d+'\n"),
    "a conflict of two sides": (
        "<<<<<<< HEAD\na = 1\n||||||| y\na = 0\n=======\na = 2\n>>>>>>> x\nb = 2\n",
        "a = 1\nb = 2\n",
    ),
    "nothing behind the equals sign": ("a = # why\nb = 1\n", "# a = # why\nb = 1\n"),
    "words behind a value": ('a = "x" or so\n', 'a = "x" # or so\n'),
    "yes": ("a = yes\n", "a = true\n"),
    "an inline table whose end nobody can tell": ("a = {\nx = 1\nb = 2\n", "a = {\nx = 1,\nb = 2\n}\n"),
    "a file that ends in the middle of a text": ('a = 1\nb = "tr', 'a = 1\nb = "tr"'),
    "a file that ends in the middle of a list": ('a = 1\nb = ["x",', 'a = 1\nb = ["x"]'),
    "a file that ends in the middle of a name": ("a = 1\nthem", "a = 1\n# them"),
    "half a text of several words": ('a = "two words\n', 'a = "two words"\n'),
}

HOPELESS = (
    "<html>\n<body>x</body>\n</html>\n",
    '{\n "a": {"b": [1]}\n}\n',
    '{"OPENAI_API_KEY": "sk-x"}\n',
    'a = """x\nb = 1\n',
    "a = {b = 1\nc = 2\n",
    "# Title\n\nSome words, and no setting at all.\n",
    "a = 1\nmodel gpt-5.4\n",
    "a = 1\nmodle gpt-5.4\n",
    "a = q7Zx9Lr4Tb8\nNm3Vk6Hd1Fs5\n",
    'a = 1\ndeveloper_instructions = "x\\ny\\nz\\nq\n',
)


def mended(text: str) -> tuple[str, bool]:
    found = mend(text)
    assert found is not None
    new = text
    for start, end, replacement in sorted(found.swaps, reverse=True):
        assert new[start:end] != replacement, "a swap that changes nothing"
        new = new[:start] + replacement + new[end:]
    return new, found.certain


@pytest.mark.parametrize(("text", "wanted"), CERTAIN.values(), ids=CERTAIN)
def test_what_was_plainly_meant_is_written(text: str, wanted: str) -> None:
    assert mended(text) == (wanted, True)
    assert mend(wanted) is None


@pytest.mark.parametrize(("text", "wanted"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_somebody_could_have_meant_otherwise_is_a_proposal(text: str, wanted: str) -> None:
    assert mended(text) == (wanted, False)


@pytest.mark.parametrize("text", HOPELESS)
def test_what_says_nothing_is_left_alone(text: str) -> None:
    found = mend(text)
    assert found is not None
    assert (found.swaps, found.certain) == ((), False)


@given(
    documents(),
    st.integers(0, 400),
    st.sampled_from(['"', "'", "[", "]", "=", "“", "```\n", "C:\\U", ",", "\n", "x"]),
)
@settings(max_examples=150, suppress_health_check=QUIET, deadline=None)
def test_a_repair_is_toml_and_keeps_every_line_that_was_fine(text: str, at: int, junk: str) -> None:
    at %= len(text) + 1
    broken = text[:at] + junk + text[at:]
    found = mend(broken)
    if found is None or not found.swaps:
        return
    new = broken
    for start, end, replacement in sorted(found.swaps, reverse=True):
        new = new[:start] + replacement + new[end:]
    tomllib.loads(new.removeprefix("\ufeff"))
    if found.certain:
        for comment in ("# first", "# between", "# [table]"):
            assert new.count(comment) >= broken.count(comment)
