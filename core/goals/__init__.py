"""Goals: named requirements made of credentials, and what is missing to meet them."""
