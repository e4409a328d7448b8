"""Import files of people, rosters, results, awards and goals. Report rejected rows."""
