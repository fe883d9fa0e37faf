"""Evidence-backed sales advice inside the CRM a team already has.

The core imports no connector, receiver or card by name: they are found through entry points
(see :mod:`crm_ai_plugin.runtime.registry`), so a partner's plugin stands where ours do.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
