"""Persons, their organisations and roles, and the chat identities they come with."""
