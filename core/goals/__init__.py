"""Goals: named requirements made of credentials, and what remains for them."""
