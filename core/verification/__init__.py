"""Whether a credential that somebody shows is real."""
