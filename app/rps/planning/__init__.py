"""Planning a year: days proposed, booked, told."""
