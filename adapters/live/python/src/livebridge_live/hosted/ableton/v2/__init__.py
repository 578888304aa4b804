"""Version 2 of the framework: `ableton.v2.base`, `ableton.v2.control_surface`."""
