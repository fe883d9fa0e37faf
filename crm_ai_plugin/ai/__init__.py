"""The language-model room: who may word what the engine decided.

Here now: the engine's own words (:mod:`.engine_writer`). Here next: the client, the gate that checks every
sentence against its evidence, limits, redaction, prompts and experiments. None of them decides anything.
"""
