"""Who words what the engine decided: the engine itself or a language model behind a gate.

:mod:`.client` asks a model, with deadline, retries, limits and a budget; around it stand cache, redaction, prompts
and the gate that checks a model's words against the evidence. Whatever fails the gate is replaced by what
:class:`~.without_model.EngineWriter` gives.
"""
