"""The life of a document: moves and their guards, who has signed what, versions of the protocol, reviews."""
