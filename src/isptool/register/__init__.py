"""The register: many documents as one list. Who shares what with whom, on what law, in which state, and what is due."""
