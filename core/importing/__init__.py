"""Import files: layouts, rows, rejects. Built on records, rosters, awards and goals."""
