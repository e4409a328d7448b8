"""Who is notified about what, and delivering the notices."""
