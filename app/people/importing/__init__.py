"""Staff and absences from the files that HR systems export: read, checked as a whole, previewed, applied."""
