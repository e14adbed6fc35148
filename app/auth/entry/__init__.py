"""Coming in: the proof at the door, what follows it, and what those get who are not signed in."""
