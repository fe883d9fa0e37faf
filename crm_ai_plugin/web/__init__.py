"""The HTTP outside: a Flask app over the runtime's services.

``app``        the factory                 ``operation``  what a route takes, gives and needs, said once
``services``   what the app is given       ``openapi``    the document made from that
``auth``       who is asking               ``problems``   every error as an RFC 9457 document
``observe``    metrics and request log     ``headers``    what browsers may do with an answer
``views``      one file per group of routes, found by being there
"""

from .app import create_app
from .options import WebOptions
from .services import Services

__all__ = ["Services", "WebOptions", "create_app"]
