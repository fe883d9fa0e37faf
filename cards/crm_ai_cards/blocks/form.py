"""A question asked before a button takes effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from ..markup import join, tag
from ..outline import Node
from .base import Block, Part, View


class Field(Part):
    """One input. A ``choice`` offers `options`; ``days`` offers whole days from now by label."""

    name: str
    label: str
    input: Literal["choice", "text", "days"]
    options: tuple[tuple[str, str], ...] = ()
    """(value, label)."""
    required: bool = False
    max_length: int = 500

    def html(self, form: str) -> Markup:
        """Return label and input."""
        if self.input == "text":
            return tag(
                "label",
                tag("span", self.label),
                tag("input", type="text", name=self.name, maxlength=self.max_length, required=self.required),
                class_="crm-field",
            )
        choices = (
            tag(
                "label",
                tag(
                    "input",
                    type="radio",
                    name=self.name,
                    value=value,
                    required=self.required,
                    data_input=self.input,
                ),
                tag("span", label),
                class_="crm-choice",
            )
            for value, label in self.options
        )
        return tag(
            "fieldset",
            tag("legend", self.label),
            join(*choices),
            class_="crm-field",
            name=f"{form}-{self.name}",
        )


class FormBlock(Block):
    """A small form; buttons name it by `id`. Text has none."""

    kind: Literal["form"] = "form"
    id: str
    fields: tuple[Field, ...]
    submit: str

    def outline(self, view: View) -> Sequence[Node]:
        return ()

    def html(self, view: View) -> Markup:
        if not view.interactive:
            return Markup()
        end = tag(
            "div",
            tag("button", self.submit, type="submit", class_="crm-button crm-primary"),
            tag("button", "Cancel", type="button", class_="crm-button", data_cancel=True),
            class_="crm-bar",
        )
        # Inert until the script copies it beside the button that asked for it.
        form = tag("form", *(field.html(self.id) for field in self.fields), end, class_="crm-form")
        return tag("template", form, data_form=self.id)
