"""Objection handler: reads what a buyer objects to and offers answers that resolve it.

=====================  ========================================================================
``categories``         what can be objected to, and the languages that are read and answered in
``reading/``           text → language, categories, confidence
``refining``           which of several objections a model may put first
``training/``          how the weights of the reading come about, and how good they are
``deal``               what the deal's own records say to it
``documents``          what the customer's own documents say to it
``answers``            everything that could be answered: our own texts and the workspace's library
``choosing``           which answers are shown, in which order, with which chance
``learning``           what people did with answers, as numbers without persons
``wording``            the answers as texts, and the draft
``data/``              sentences, rules, answers per language, weights
=====================  ========================================================================
"""

from .feature import ObjectionHandler

__all__ = ["ObjectionHandler"]
