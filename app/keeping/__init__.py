"""What is kept of people and for how long: holds, removal when the years have passed, and copies for the person."""
