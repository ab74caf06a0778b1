"""What is said in Codex's place: by a shell, by npm, Node or Windows, by Codex's own command line, by curl."""

from __future__ import annotations

from codex_setup.explain.saying import Saying

SHELLS = "bash, zsh, fish, dash, PowerShell, cmd"

OUTSIDE: tuple[Saying, ...] = (
    Saying("codex-scripts-disabled", r"codex\.ps1.{0,80}(?:cannot be loaded|running scripts is disabled|禁止运行脚本|スクリプトの実行が無効|deaktiviert|désactivée)", "codex : File C:\\Users\\ada\\AppData\\Roaming\\npm\\codex.ps1 cannot be loaded because running scripts is disabled on this system.", "PowerShell 5.1"),
    Saying("codex-not-found", r"command not found: codex(?![\w-])|(?<![\w-])codex: (?:(?:command )?not found|no such file or directory)|unknown command:? `codex`|`codex` (?:is not recognized|不是内部或外部命令|ist entweder falsch|n'est pas reconnu|は、内部コマンド)|无法将`codex`项识别|用語 `codex` は|term `codex` is not|benennung `codex` wurde nicht|spawn codex(?:\.cmd)? enoent|no such file or directory: `codex`|exec: `codex`: executable file not found", "bash: codex: command not found", SHELLS, ("ci-codex-missing",)),
    Saying("codex-cannot-run", r"glibc_[\d.]+` not found.{0,80}codex|codex.{0,80}glibc_[\d.]+` not found|bad cpu type in executable:? .{0,40}codex|codex.{0,20}: cannot execute(?: binary file)?|codex.{0,60}exec format error|missing optional dependency @openai/codex|cannot find (?:module|package) `?@openai/codex|unsupported (?:platform|target triple):|(?:syntaxerror|unexpected (?:token|identifier)).{0,400}@openai[/\\]codex|@openai[/\\]codex.{0,400}(?:syntaxerror|err_require_esm)|unsupported engine.{0,80}@openai/codex|ebadengine.{0,160}@openai/codex", "Error: Missing optional dependency @openai/codex-linux-x64. Reinstall Codex: npm install -g @openai/codex@latest", "the start script of the npm package, 0.169.0", ("codex-unusable",)),
    Saying("codex-not-installed", r"npm err(?:or|!).{0,300}e(?:acces|perm|tarnotfound|target|notempty|busy|404).{0,300}@openai|npm err(?:or|!).{0,400}@openai.{0,300}(?:permission denied|operation not permitted|no matching version)", "npm error code EACCES\nnpm error syscall mkdir\nnpm error path /usr/local/lib/node_modules/@openai", "npm 10"),
    Saying("option-removed", r"the --api-key flag is no longer supported|unexpected argument `--?(?:full-auto|api-key)`", "The --api-key flag is no longer supported. Pipe the key instead, e.g. `printenv OPENAI_API_KEY | codex login --with-api-key`.", "the binary, 0.169.0"),
    Saying("option-unknown", r"unexpected argument `[^`]{1,80}` found|unrecognized subcommand `|the argument `--[\w-]+.{0,60} cannot be used with", "error: unexpected argument '--modle' found", "the binary, 0.20.0 to 0.169.0"),
    Saying("prompt-missing", r"no prompt provided", "No prompt provided via stdin.", "the binary, 0.169.0"),
    Saying("auth-command-failed", r"provider auth command .{1,300}(?:failed|exited|timed out|produced|did not|empty)|failed to resolve external auth", "Failed to resolve external auth: provider auth command `/opt/token` failed to start: No such file or directory (os error 2)", "the binary, 0.169.0"),
    Saying("proxy-failed", r"curl: \((?:5|97)\)|curl: \(56\).{0,40}(?:proxy|tunnel)", "curl: (56) CONNECT tunnel failed, response 407", "curl 8"),
    Saying("name-unresolved", r"curl: \(6\)", "curl: (6) Could not resolve host: relay.example", "curl 8"),
    Saying("connection-refused", r"curl: \(7\)", "curl: (7) Failed to connect to 127.0.0.1 port 8317 after 0 ms: Couldn't connect to server", "curl 8"),
    Saying("timed-out", r"curl: \(28\)", "curl: (28) Connection timed out after 10001 milliseconds", "curl 8"),
    Saying("certificate-untrusted", r"curl: \((?:35|51|58|60|77|83)\)|wrong version number|(?:record overflow|unknown protocol).{0,40}ssl", "curl: (35) OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number", "curl 8"),
    Saying("connection-cut", r"curl: \((?:16|18|52|55|56|92)\)", "curl: (52) Empty reply from server", "curl 8"),
    Saying("base-url-unusable", r"curl: \((?:1|3)\)", "curl: (3) URL rejected: Malformed input to a URL function", "curl 8", ("base-url-lacks-scheme", "base-url-stray-character")),
)  # fmt: skip
"""What stands in a terminal where Codex's own words should stand."""
