"""OASys assessments, parole reports and recall reports on their way to a countersignature (Framework 5)."""
