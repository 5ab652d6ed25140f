"""Write the mail that has all rows at once: ``python -m attached FILE.eml``."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from attached import everything

if len(sys.argv) != 2:
    sys.exit("usage: python -m attached FILE.eml")
with TemporaryDirectory() as folder:
    mail = everything(lambda row: row.make(Path(mkdtemp(dir=folder))))
    Path(sys.argv[1]).write_bytes(mail)
