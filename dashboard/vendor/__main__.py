"""`python -m dashboard.vendor`: install what the browser needs, or say in one line why not."""

import sys

from dashboard.vendor import VendorError, ensure

try:
    ensure()
except VendorError as error:
    sys.exit(f"kharita: {error}")
