"""Staff, teams, line management, roles, absences and cover: all effective-dated."""
