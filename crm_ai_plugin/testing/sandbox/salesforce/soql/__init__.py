"""A subset of SOQL: one object, parents by path, conditions, order, limit, offset and counts."""

from crm_ai_plugin.testing.sandbox.salesforce.soql.parser import parse
from crm_ai_plugin.testing.sandbox.salesforce.soql.tree import Query

__all__ = ["Query", "parse"]
