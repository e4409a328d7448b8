"""Find every code and credential in a text or a file of any kind.

Files are read in worker processes (`worker_pool.py`), which run `kinds.read_file`; nothing in a
file is executed, and nothing is fetched.
"""
