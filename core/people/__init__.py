"""Persons, their organizations and roles, and the chat identities they come with."""
