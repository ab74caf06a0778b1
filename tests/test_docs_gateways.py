"""docs/gateways.md says what the code knows."""

from __future__ import annotations

from pathlib import Path

from support.gateway_table import known, lines

from codex_setup.gateway.routes import GATEWAYS

PAGE = Path(__file__).parent.parent / "docs" / "gateways.md"


def test_the_page_on_gateways_is_in_step() -> None:
    r"""Written anew by: python -c "from support.gateway_table import lines; print(*lines(), sep='\\n')"."""
    assert PAGE.read_text().endswith("\n".join(lines()) + "\n")


def test_what_is_recognised_serves_where_it_is_simulated() -> None:
    for gateway in known():
        routes = GATEWAYS.get(gateway.id)
        if routes is not None and routes.bases:
            assert gateway.bases[0] in routes.bases, gateway.id
            assert set(gateway.bases) <= set(routes.bases), gateway.id
