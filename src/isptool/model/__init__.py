"""What a protocol, an agreement, a partner, a purpose, a flow, a point is. Everything else stands on this floor."""
