"""Who words what the engine decided: the engine itself or a language model behind a gate.

This room will hold the model client with deadline, retry, budget and limits, the cache, redaction, prompts and
the gate that checks a model's words against the evidence. Whatever fails the gate is replaced by what
:class:`~.without_model.EngineWriter` gives.
"""
