"""The live room: one lock around the pure core, clocks and pushes."""
