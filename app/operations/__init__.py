"""Running the service: its health, its figures, backups that restore, and a doctor who looks at all of it."""
