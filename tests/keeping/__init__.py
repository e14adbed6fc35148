"""What is kept and for how long, copies for the person, holds, and removal."""
