"""Live's newer control-surface frameworks, as far as bridges import them."""
