"""Version 3 of the framework: `ableton.v3.base`, `ableton.v3.control_surface`."""
