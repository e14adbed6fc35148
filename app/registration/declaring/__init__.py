"""The declaration for an evidence year: made by the practitioner, confirmed by the line manager."""
