"""Adding one table in a process of its own, so that its memory is its own: `ARCHIVE FILE`."""

import json
import sys
from pathlib import Path

from tests.archive.bench import added

print(json.dumps(added(Path(sys.argv[1]), Path(sys.argv[2]))))
