"""Find every award code and credential in a text or a file of any kind.

Worker processes (`worker_pool.py`) read the files with `kinds.read_file`. Nothing in a file is
executed, and nothing is fetched.
"""
