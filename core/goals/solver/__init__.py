"""The solver: find the fewest exams and sign-offs that meet a goal's requirement tree.

Each exam or sign-off is a bit of an int. The code calls it a thing to do.
"""
