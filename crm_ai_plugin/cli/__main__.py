"""``python -m crm_ai_plugin.cli``."""

import sys

from .app import main

sys.exit(main())
