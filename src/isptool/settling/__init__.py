"""Agreement under protocol → one settled document, in which every cell of every point has a state."""
