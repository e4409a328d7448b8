"""People, their organizations and roles, and their linked chats."""
