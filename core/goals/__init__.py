"""Goals: named requirements made of credentials, and what a candidate lacks to meet them."""
