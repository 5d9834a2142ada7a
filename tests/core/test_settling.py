"""A process that serves has loaded its pages, and keeps what it loaded out of its collections."""

import subprocess
import sys

SAYS = """
import gc, sys
import ledtrad.wsgi
print(gc.get_freeze_count() > 10_000, "ledtrad.audits.views.register" in sys.modules)
gc.collect()
print(gc.get_freeze_count() > 10_000)
"""


def test_what_is_loaded_is_not_walked_through_again(tmp_path):
    environment = {"LEDTRAD_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ledtrad.settings", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", SAYS], env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.split()) == (0, ["True", "True", "True"]), done.stderr
