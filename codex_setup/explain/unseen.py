"""Pages for what goes wrong where no configuration shows it: only an error text leads here."""

from __future__ import annotations

from codex_setup.model import Rule, Severity


def _page(rule_id: str, doc: str, *sources: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(rule_id, severity, doc, sources=sources)


UNSEEN: tuple[Rule, ...] = (
    _page(
        "waiting-for-network",
        """Codex cannot reach the gateway, and waits without end.

Since 0.148 a name that is not found, a refused connection, an untrusted certificate and a dead proxy all
look the same: "Reconnecting... waiting for network". `codex-setup doctor` says which it is.
`unbounded_connection_retries = false` below `[features]` makes Codex give up with an error instead, which
suits a pipeline.""",
    ),
    _page(
        "models-list-unreadable",
        """Codex could not read the gateway's list of models.

Codex expects a list of its own form (`{"models": […]}`); gateways answer in OpenAI's (`{"data": […]}`).
The message is harmless: requests are sent all the same. To have the models in the picker, give Codex a
list of its own with `model_catalog_json`.""",
        severity=Severity.NOTE,
    ),
    _page(
        "login-expired",
        """The ChatGPT login has run out, or was used from another place.

The refresh token in auth.json is good for one use. A copy of auth.json on two machines makes the first
one invalidate the other. Log in again with `codex login`; in a pipeline use an API key.""".replace(
            "invalidate", "end"
        ),
    ),
    _page(
        "repository-missing",
        """`codex exec` is started outside a git repository.

Outside a repository that is trusted `codex exec` ends at once. Start it in the repository, or add
`--skip-git-repo-check`.""",
    ),
    _page(
        "stdin-not-terminal",
        """Codex's screen is started where there is no terminal.

`codex` alone needs a terminal. In a script or a pipeline use `codex exec "…" </dev/null`.""",
    ),
    _page(
        "mcp-start-slow",
        """An MCP server did not start within its time.

`npx` and `uvx` download the server at the first start, which takes longer than the ten seconds that Codex
waits. Install the server beforehand, or set `startup_timeout_sec` in the server's own table: a table with
nothing but that key makes Codex refuse the file.""",
        severity=Severity.WARNING,
    ),
    _page(
        "mcp-login-missing",
        """An MCP server wants a login.

`codex mcp login NAME` opens the browser; where there is none, `bearer_token_env_var` names a variable with
a token.""",
        severity=Severity.WARNING,
    ),
    _page(
        "encrypted-content-moved",
        """The session holds encrypted reasoning that another account or provider made.

Reasoning items can be read only by whoever made them. After a change of provider, account or relay the
old session cannot go on: start a new one. A relay that spreads one session over several accounts shows
the same.""",
    ),
    _page(
        "items-not-stored",
        """The gateway looks for stored items, and Codex stores none.

Codex sends `store = false`. Azure behind a proxy is not recognised as Azure and gets references that it
cannot resolve. Use the address of Azure itself, or a name by which Codex recognises it.""",
    ),
    _page(
        "tool-type-refused",
        """The server does not know a kind of tool that Codex offers to the model.

Codex offers tools of other kinds than `function`. Servers such as llama.cpp, LM Studio and older vLLM
refuse them. Set `web_search = "disabled"` at the top level, `image_generation = false` below
`[features]`, and leave MCP servers out, or take a newer release of the server.""",
    ),
    _page(
        "effort-refused",
        """The model or the gateway does not take the configured reasoning effort.

`model_reasoning_effort` is sent as it stands; each model, and each gateway, has its own list of words.
Choose one that the message lists, or leave the key out.""",
    ),
    _page(
        "context-exceeded",
        """The conversation is longer than what the model takes.

Codex summarises the conversation before its window is full, if it knows the window. For a model that it
does not know, set `model_context_window` to what the gateway really offers; a number copied from a
tutorial that is too large leads here.""",
    ),
    _page(
        "sandbox-blocks-network",
        """A command that the model ran was not let into the network.

That is Codex's sandbox, not the gateway: requests to the model are not concerned. `network_access = true`
below `[sandbox_workspace_write]` opens it for commands in mode `workspace-write`.""",
        severity=Severity.NOTE,
    ),
    _page(
        "model-not-for-login",
        """The model is not offered to a ChatGPT login.

A login with ChatGPT has its own list of models. Choose another model, or use an API key.""",
    ),
    _page(
        "agent-role-unread",
        """A file that describes an agent has a key that this release does not know, and is left out as a whole.

Remove the key that the message names.""",
        severity=Severity.WARNING,
    ),
    _page(
        "service-tier-refused",
        """The gateway does not know the service tier that Codex asks for.

`service_tier`, or the switch for fast mode, adds a field that only OpenAI understands. Leave it out.""",
    ),
    _page(
        "editor-chooses-model",
        """An editor or the desktop app asks for another model than config.toml says.

Their picker has a list of its own and remembers the last choice. Choose the model there, or start a new
thread after config.toml was changed.""",
        severity=Severity.NOTE,
    ),
    _page(
        "action-token-kind",
        """openai/codex-action was given a key of a kind that it does not take.

`openai-api-key` wants a platform key (`sk-…`). An access token of a ChatGPT account (`at-…`) or the
contents of auth.json are refused. For Azure the `responses-api-endpoint` must be whole, with
`/openai/v1/responses`.""",
    ),
    _page(
        "codex-not-found",
        """The shell finds no program called `codex`.

Codex is not installed for this user, or lies in a folder that PATH does not name: npm's own (`npm prefix -g`,
then `bin` below it), Homebrew's, or one that a version manager such as nvm sets for interactive shells only.
`npm install -g @openai/codex` installs it; a shell that was open before has to be opened anew.""",
    ),
    _page(
        "codex-scripts-disabled",
        """PowerShell does not run the script that starts Codex.

npm puts a `codex.ps1` beside `codex.cmd`, and Windows forbids scripts by default. Write `codex.cmd`, or allow
signed and local scripts for yourself: `Set-ExecutionPolicy -Scope CurrentUser RemoteSigned`.""",
    ),
    _page(
        "codex-cannot-run",
        """The installed Codex is not for this computer, or is not whole.

The package holds a program for one system and one processor. It was copied from another machine or image,
installed with `--omit=optional` or by another architecture's Node, or the Node that starts it is too old. Install
it again on this machine: `npm install -g @openai/codex@latest`.""",
    ),
    _page(
        "codex-not-installed",
        """npm could not install Codex.

A folder that belongs to the system's administrator is the usual reason: give npm a folder of your own
(`npm config set prefix ~/.local`) rather than using `sudo`. On Windows a running Codex keeps its own files locked.""",
    ),
    _page(
        "option-unknown",
        """The command line has an option, or a value of one, that this release of Codex does not have.

Options come and go between releases, and `codex exec` has others than `codex`. `codex exec --help` lists them;
what stands in config.toml can be given as `-c key=value` in every release.""",
    ),
    _page(
        "option-removed",
        """The command line has an option that newer releases of Codex no longer have.

`--full-auto` was `-s workspace-write` with `-a on-request`; `codex login --api-key` is
`codex login --with-api-key`, which reads the key from standard input.""",
    ),
    _page(
        "prompt-missing",
        """`codex exec` was started without a prompt.

Give it as a word (`codex exec "…" </dev/null`) or on standard input. An empty variable in a script leaves none.""",
    ),
    _page(
        "auth-command-failed",
        """The command that prints the provider's key does not work.

Codex starts the `command` of a provider's `auth` table without a shell, in `cwd`, and takes what it prints as the
key. Where it fails, the request goes out without a key. Run it by hand: it has to print the key, and nothing
else, and to end with 0.""",
    ),
    _page(
        "sandbox-program-missing",
        """Codex does not find bubblewrap and uses the one that it brings with it.

That concerns the sandbox for commands on Linux, not the gateway or the key; the remark goes away when the
system's own package `bubblewrap` is installed.""",
        severity=Severity.NOTE,
    ),
)
"""Every page that no check and no reply leads to by itself."""
