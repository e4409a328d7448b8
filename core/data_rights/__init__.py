"""What a person may have done with their data: take it away, correct it, have it deleted."""
