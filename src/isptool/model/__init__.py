"""What a protocol, an agreement, a partner, a purpose, a flow, a point is. Everything else stands on this floor."""

import os

# What else is installed must not change how a document is read; nor is there time to look through all of it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
