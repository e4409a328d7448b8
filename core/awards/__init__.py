"""Awards of credentials: giving and revoking them, their codes, files and signatures."""
