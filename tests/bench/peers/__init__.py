"""Bots written in the usual way (an ORM, templates, a session per turn) to compare with ours."""
