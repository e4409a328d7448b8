"""Import files into people, rosters, results, awards and goals; report rejected rows."""
