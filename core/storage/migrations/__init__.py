"""Migrations: how the tables have changed, step by step."""
