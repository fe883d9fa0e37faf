"""Prompts: files with settings at their head, of the package or a workspace's own."""

from .library import PromptSource, ShippedPrompts, shipped_features
from .prompt import Prompt, parse_prompt

__all__ = ["Prompt", "PromptSource", "ShippedPrompts", "parse_prompt", "shipped_features"]
