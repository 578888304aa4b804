"""Public bridges run for real on the engine: each through its own client or protocol."""
