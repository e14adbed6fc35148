"""What was tried to break the service: kills, power cuts, full and failing disks, crowds and wrong clocks."""
