"""The conversation: what is asked, and what is answered."""
