"""A watched folder of tables as a CRM that can be read."""

from .config import FilesConfig
from .connector import FilesConnector
from .factory import FilesConnectorFactory

__all__ = ["FilesConfig", "FilesConnector", "FilesConnectorFactory"]
