"""Pretended language models: scripted ones and one that obeys injected text, in process and over HTTP.

In process both are a :class:`~crm_ai_plugin.ports.language_model.LanguageModel`; :class:`ModelServer` speaks
both of the vendor's APIs on loopback, acts out faults on demand, and takes the same answerers.
"""

from crm_ai_plugin.testing.language_model.adversary import (
    MODES,
    AdversarialModel,
    AdversaryMode,
    adversary,
)
from crm_ai_plugin.testing.language_model.asked import Answer, Answerer, Asked, CutOff, Refuse
from crm_ai_plugin.testing.language_model.choosing import choosing
from crm_ai_plugin.testing.language_model.filling import filled, filled_answer
from crm_ai_plugin.testing.language_model.injection import Injection, find_injection
from crm_ai_plugin.testing.language_model.scripted import ScriptedModel
from crm_ai_plugin.testing.language_model.server import ModelCall, ModelServer
from crm_ai_plugin.testing.language_model.server_faults import FAULTS, ModelFault, ModelFaultKind

__all__ = [
    "FAULTS",
    "MODES",
    "AdversarialModel",
    "AdversaryMode",
    "Answer",
    "Answerer",
    "Asked",
    "CutOff",
    "Injection",
    "ModelCall",
    "ModelFault",
    "ModelFaultKind",
    "ModelServer",
    "Refuse",
    "ScriptedModel",
    "adversary",
    "choosing",
    "filled",
    "filled_answer",
    "find_injection",
]
