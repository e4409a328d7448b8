"""The audit log: who looked at or changed whose record.

Seals reveal later changes of it.
"""
