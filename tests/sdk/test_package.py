"""The client does not depend on Django."""

import subprocess
import sys
from pathlib import Path

SDK = Path(__file__).resolve().parents[2] / "sdk"


def test_client_imports_without_django():
    code = "import sys, practika.client; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SDK)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"
