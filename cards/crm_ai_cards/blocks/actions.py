"""What a person can do with a step: buttons by the step's id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from ..markup import join, tag
from ..outline import Node
from .base import Block, Part, View


class Button(Part):
    """Sets the state of one step; `form` names the form block that asks for more first."""

    action_id: str
    state: Literal["open", "done", "dismissed", "snoozed"]
    label: str
    spoken: str
    """The label with the step it is about, for screen readers."""
    form: str | None = None


class ActionsBlock(Block):
    """Buttons. A list shows them at its items; text has none."""

    kind: Literal["actions"] = "actions"
    buttons: tuple[Button, ...] = ()

    def outline(self, view: View) -> Sequence[Node]:
        return ()

    def html(self, view: View) -> Markup:
        return Markup()

    def bar(self, action_id: str, view: View) -> Markup:
        """Return the buttons of one step. Hidden until a script is there that makes them work."""
        if not view.interactive:
            return Markup()
        mine = [button for button in self.buttons if button.action_id == action_id]
        if not mine:
            return Markup()
        drawn = (
            tag(
                "button",
                button.label,
                type="button",
                data_action=button.action_id,
                data_set=button.state,
                data_form=button.form,
                aria_label=button.spoken,
                aria_expanded="false" if button.form else None,
                class_="crm-button",
            )
            for button in mine
        )
        return tag("div", join(*drawn), class_="crm-bar", hidden=True)
