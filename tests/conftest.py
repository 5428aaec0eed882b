"""What every test has in common: property tests try the same examples on every machine, however busy it is.

`ISPTOOL_SOAK=1` lets them look for new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("soak" if os.environ.get("ISPTOOL_SOAK") == "1" else "same")
