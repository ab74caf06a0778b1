"""Report -> Page: the one place where what may be shown is taken out of what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from codex_setup.mask import masked, presentable
from codex_setup.model import RANKS, Command, Edit, Permit, Rename, Replace, Secret, dotted
from codex_setup.record import field, record
from codex_setup.render.arrange import in_reading_order
from codex_setup.render.known import known_secrets
from codex_setup.render.page import (
    Page,
    ShownFinding,
    ShownFix,
    ShownLayer,
    ShownPlace,
    ShownProbe,
    ShownRequest,
)
from codex_setup.render.snippet import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from codex_setup.codex.context import Context
    from codex_setup.model import AnyEdit, Finding, Fix, Place, Rule, Value
    from codex_setup.render.page import Replacement
    from codex_setup.report import Report
    from codex_setup.wire import Origin, Patience, Plan, Probe

SUBJECTS = ("key-", "model-", "no-accounts")
"""How the ids of the rules begin that a reply leads to, by what they are about."""

UNREAD = frozenset({"absent", "ignored", "unreadable"})
"""What auth.json may be where Codex takes nothing from it."""


def page(report: Report, *, pieces: bool = False) -> Page:
    """Return what may be shown of `report`; findings stand as `arrange` puts them.

    With `pieces`, each fix is also there as text to replace.
    """
    cover = Cover(known_secrets(report), texts(report.context), pieces, anchors(report), report.unwritten)
    rules = {outcome.rule.id: outcome.rule for outcome in report.outcomes}
    findings = [cover.finding(found, rule) for rule, found in in_reading_order(report.outcomes)]
    context = report.context
    return Page(
        verdict=report.verdict,
        exit_code=report.exit_code,
        version=context.release.version,
        version_from=context.release_origin,
        binary=context.binary.file if context.binary else None,
        findings=tuple(findings),
        rules=tuple(rules.values()),
        skipped=tuple((o.rule.id, cover.say(o.skipped)) for o in report.outcomes if o.skipped is not None),
        layers=tuple(cover.layers(context)),
        request=cover.request(report.plan),
        sent=cover.request(report.sent) if report.sent else None,
        probes=tuple(cover.probe(probe) for probe in report.probes),
        judged_as=context.release.judged_as,
        fail_on=report.fail_on.value,
        foreseen=bool(report.unwritten),
    )


def order(finding: ShownFinding) -> tuple[object, ...]:
    """Return what findings are sorted by: worst first, surely wrong before unsure, then by place."""
    place = finding.place
    file = place.file.as_posix() if place and place.file else ""
    span = place.span[:2] if place and place.span else (0, 0)
    return RANKS[finding.rule.severity], finding.unsure, file, span, finding.rule.id, finding.message


def texts(context: Context) -> Mapping[Path, str]:
    """Return the text of every file that a finding may point into."""
    found = {layer.file: layer.text for layer in context.layers if layer.file is not None and layer.text}
    if context.auth.text:
        found[context.auth.file] = context.auth.text
    if context.environment.dotenv_file is not None:
        found[context.environment.dotenv_file] = context.environment.dotenv_text
    return found


@record
class Cover:
    """Takes values out of a report and masks them: every key in `known`, everything shaped like one."""

    known: tuple[Secret, ...]
    texts: Mapping[Path, str]
    pieces: bool = False
    named: Mapping[str, Place] = field(default_factory=dict)
    """Where the configuration speaks of each environment variable, and of what a reply is about."""

    unwritten: frozenset[Path] = frozenset()
    """The files of a preview, which nothing may point into and no fix can be made in."""

    def say(self, text: str) -> str:
        """Return `text` in one line, masked and printable: for what a person reads."""
        return presentable(text, self.known)

    def mask(self, text: str) -> str:
        """Return `text` masked and otherwise as it is: for what a program reads."""
        return masked(text, self.known)

    def finding(self, found: Finding, rule: Rule) -> ShownFinding:
        """Return a finding as it may be shown."""
        return ShownFinding(
            rule,
            self.say(found.message),
            self.say(found.hint) if found.hint else None,
            self.place(found.at) if found.at else None,
            self.fix(found.fix) if found.fix else None,
            found.unsure,
            found.because_of,
            self.anchor(found.at, rule.id),
        )

    def anchor(self, at: Place | None, rule: str) -> ShownPlace | None:
        """Return the place of a finding in a file: of a variable or a reply, the line that leads to it."""
        if at is not None and (at.file is not None or at.layer != "environment" or not at.key):
            return self.place(at)
        subject = (
            str(at.key[0])
            if at is not None and at.key
            else next((s for s in SUBJECTS if rule.startswith(s)), "")
        )
        named = self.named.get(subject) or (self.named.get("") if at is None else None)
        return self.place(named) if named else self.place(at) if at else None

    def place(self, at: Place) -> ShownPlace:
        """Return a place with the line it points to; of a file that is not written, only the key."""
        if at.file in self.unwritten:
            return ShownPlace(None, None, None, self.mask(dotted(at.key)) if at.key else None)
        text = self.texts.get(at.file) if at.file else None
        line = excerpt(text, at.span, self.known) if text is not None and at.span else None
        return ShownPlace(
            layer_name(at.layer), at.file, at.span, self.mask(dotted(at.key)) if at.key else None, line
        )

    def fix(self, fix: Fix) -> ShownFix:
        """Return a proposal; a key in it is masked."""
        commands = tuple(Command(one.kind, tuple(map(self.mask, one.words))) for one in fix.commands)
        if any(edit.file in self.unwritten for edit in fix.edits):
            return ShownFix(self.say(fix.title), fix.safe, (), commands)
        changes: tuple[Replacement, ...] = ()
        if self.pieces:
            from codex_setup.render.patches import replacements  # loads the editor

            changes = replacements(fix, self.texts, self.known)
        return ShownFix(self.say(fix.title), fix.safe, tuple(map(self.edit, fix.edits)), commands, changes)

    def edit(self, edit: AnyEdit) -> Mapping[str, Value]:
        """Return an edit as the JSON contract says it; other kinds than a value have a member more."""
        base: dict[str, Value] = {"file": self.mask(str(edit.file)), "key": None, "value": None}
        match edit:
            case Edit():
                return base | {"key": self.mask(dotted(edit.key)), "value": self.value(edit.value)}
            case Rename():
                return base | {"key": self.mask(dotted(edit.key)), "rename_to": self.mask(dotted(edit.to))}
            case Replace():
                return base | {
                    "replace": {"start": edit.start, "end": edit.end, "text": self.mask(edit.text)}
                }
            case Permit():
                return base | {"mode": f"{edit.mode:04o}"}

    def value(self, value: Value | Secret) -> Value:
        """Return a TOML value as JSON holds it; what JSON does not know becomes its text."""
        match value:
            case Secret():
                return str(value)
            case str():
                return self.mask(value)
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {str(key): self.value(held) for key, held in value.items()}
            case list() | tuple():
                return [self.value(held) for held in value]
            case _:
                return self.mask(str(value))

    def layers(self, context: Context) -> Iterator[ShownLayer]:
        """Yield every source of settings, lowest precedence first, then `.env` and auth.json."""
        for layer in context.layers:
            reason = layer.reason or (layer.problem.message if layer.problem else None)
            yield ShownLayer(
                layer_name(layer.name) or "", layer.file, layer.state, self.say(reason) if reason else None
            )
        if context.environment.dotenv_file is not None:
            yield ShownLayer("environment", context.environment.dotenv_file, "read", None)
        auth = context.auth
        problem = self.say(auth.problem.message) if auth.problem else None
        yield ShownLayer("auth", auth.file, auth.mode if auth.mode in UNREAD else "read", problem)

    def request(self, plan: Plan) -> ShownRequest:
        """Return a plan as it may be shown."""
        sent, model = plan.credential, plan.model_origin
        return ShownRequest(
            refused=(plan.refused.stage, self.mask(plan.refused.message)) if plan.refused else None,
            provider=self._optional(plan.provider),
            method=plan.method,
            url=self._optional(plan.url),
            model=self._optional(plan.model),
            model_from=model.text if model and not self.foreseen(model) else None,
            model_place=self.place(model.place) if model and model.place else None,
            header=sent.header if sent else None,
            scheme=sent.scheme if sent else None,
            key_from=self.mask(sent.origin.text) if sent else None,
            key_place=self.place(sent.origin.place) if sent and sent.origin.place else None,
            key_shown=str(sent.secret) if sent and sent.secret is not None else None,
            key_why=self._optional(sent.why) if sent else None,
            transport=plan.transport,
            headers=tuple(
                (self.mask(h.name), self.mask(str(h.value)), self.mask(h.origin.text)) for h in plan.headers
            ),
            patience=tuple(self.say(lasting(one)) for one in plan.patience),
            remarks=tuple(map(self.say, plan.remarks)),
        )

    def foreseen(self, origin: Origin) -> bool:
        """Return whether a value comes from a file that is not written."""
        return origin.place is not None and origin.place.file in self.unwritten

    def probe(self, probe: Probe) -> ShownProbe:
        """Return a request that was made, with what came of it."""
        request, reply = probe.request, probe.reply
        return ShownProbe(
            request.name, request.method, self.mask(request.url), reply.status, reply.failure, self.say(reply.detail),
            reply.ms, reply.ms_first_event, reply.ms_completed, probe.rule.id if probe.rule else None,
        )  # fmt: skip

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self.mask(text)


def anchors(report: Report) -> dict[str, Place]:
    """Return where each environment variable is named, the key, the model and (under no name) the gateway."""
    found: dict[str, Place] = {}
    context, plan = report.context, report.plan
    for provider in (context.provider, *context.providers.values()):
        for setting in (provider.env_key, *provider.env_http_headers):
            if setting is not None and setting.layer.file is not None:
                found.setdefault(setting.value, setting.place)
    if plan.credential is not None:
        origin = plan.credential.origin
        place = found.get(origin.text.removeprefix("env:")) or origin.place
        found |= {"key-": place} if place else {}
    if plan.model_origin is not None and plan.model_origin.place is not None:
        found |= {"model-": plan.model_origin.place, "no-accounts": plan.model_origin.place}
    if context.provider.base_url is not None:
        found[""] = context.provider.base_url.place
    return found


def lasting(patience: Patience) -> str:
    """Return what Codex does on a failure, with how many requests it makes and for how long."""
    if patience.requests is None or patience.seconds is None:
        return patience.says
    plural = "" if patience.requests == 1 else "s"
    return f"{patience.says} ({patience.requests} request{plural}, about {patience.seconds:.0f} s)"


def layer_name(name: str | None) -> str | None:
    """Return the contract's name of a layer: an administrator's managed file is a system layer."""
    return "system" if name == "managed" else name
