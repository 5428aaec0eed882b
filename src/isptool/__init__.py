"""isptool builds information sharing protocols and agreements from YAML, checks them, and renders them."""

__version__ = "0.1.0"
