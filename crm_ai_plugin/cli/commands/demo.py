"""``crm-ai demo``: the main job on a sandbox CRM."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import UserInputError
from ...insights import DealCoachPayload, Insight
from ...runtime.processes.signals import stop_on_signal
from ...runtime.processes.supervisor import Supervisor
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ..demo.stage import Stage
    from ..demo.story import Story

LINK_TTL_S = 8 * 3600


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    *,
    crm: Annotated[
        str, typer.Option(help="Which CRM the sandbox plays; hubspot, salesforce or rest.")
    ] = "hubspot",
    once: Annotated[bool, typer.Option("--once", help="Exit after the story.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the story as JSON.")] = False,
    port: Annotated[int, typer.Option(help="Port of the web app; 0 takes a free one.", min=0, max=65535)] = 0,
) -> None:
    """Play the main job: a buyer's e-mail becomes checked advice inside the CRM. Needs no keys.

    Example: crm-ai demo --once
    """
    # The sandbox CRM and Flask are needed by no other command, and importing them takes a while.
    from ...testing.sandbox import playing
    from .. import accounts
    from ..demo.stage import set_up
    from ..demo.story import Step, Story

    if crm not in playing.names():
        raise UserInputError(
            f"there is no sandbox CRM {crm!r}",
            code="sandbox_unknown",
            hint=f"one of {', '.join(playing.names())}",
        )

    state: State = context.obj
    start = time.perf_counter()
    with set_up(state.settings, "127.0.0.1", port, crm) as stage:

        def tell(step: Step) -> None:
            if not as_json:
                typer.echo(f"  {step.name:<30}{step.seconds:7.2f} s  {step.detail}")

        if not as_json:
            typer.echo("A buyer writes an e-mail. What happens, step by step:\n")
        story = Story(stage, tell)
        tell(
            Step(
                "sandbox CRM and queue started",
                time.perf_counter() - start,
                f"{stage.sandbox.title}, with a history of 300 deals",
            )
        )
        insight = story.run()
        card = card_url(stage, insight)
        total = time.perf_counter() - start
        if as_json:
            output.echo_json(_json(story, insight, card, stage, total))
        else:
            _show(insight, card, stage, total)
        if once:
            return
        if (invited := accounts.invitation(stage.services)) is not None:
            typer.echo(f"\n{invited}", err=True)
        stop = stop_on_signal()  # not before: during the story, Ctrl-C shall end it at once
        typer.echo("\nServing until Ctrl-C.", err=True)
        supervisor: Supervisor = stage.supervisor
        supervisor.watch(stop.is_set)


def card_url(stage: Stage, insight: Insight) -> str:
    """Return a short-lived link to the card page."""
    from ...web.links import card_link  # Flask is not needed by any other command

    # pyright does not see a property behind functools.cached_property; mypy checks this call.
    services = stage.services
    return card_link(services, services.settings.workspace, insight)  # pyright: ignore[reportArgumentType]


def _show(insight: Insight, card: str, stage: Stage, total: float) -> None:
    payload = DealCoachPayload.model_validate(insight.payload)
    p = payload.score.p_win
    typer.echo(f"\n{payload.headline}")
    typer.echo(f"Chance of winning {p.value:.0%}, between {p.low:.0%} and {p.high:.0%} ({p.basis}).\n")
    quotes = {e.id: e for e in insight.evidence}
    for number, action in enumerate(payload.actions, 1):
        sure = action.confidence
        done = action.effect.p_win_if_done
        typer.echo(f"{number}. {action.title}  (due {action.due:%a %d %b})")
        typer.echo(f"   why: {action.why}")
        for evidence in (quotes[e] for e in action.evidence[:2]):
            words = f"“{' '.join(evidence.quote.split())}”" if evidence.quote else evidence.what
            typer.echo(f"   evidence: {words}")
        typer.echo(
            f"   helps with probability {sure.value:.0%} ({sure.low:.0%} to {sure.high:.0%}); "
            f"chance of winning if done {done.value:.0%} ({done.low:.0%} to {done.high:.0%})"
        )
    if insight.coverage.missing:
        typer.echo(f"\nNot visible: {', '.join(insight.coverage.missing)}. {insight.coverage.effect}")
    typer.echo(f"\nIn the CRM:  {stage.sandbox.deal_url(insight.subject.id)}")
    typer.echo(f"As a card:   {card}")
    typer.echo(f"{total:.1f} s from the command to here.")


def _json(story: Story, insight: Insight, card: str, stage: Stage, total: float) -> dict[str, object]:
    return {
        "steps": [vars(s) for s in story.steps],
        "seconds": round(total, 2),
        "insight": insight.model_dump(mode="json"),
        "card_url": card,
        "crm_url": stage.sandbox.deal_url(insight.subject.id),
    }
