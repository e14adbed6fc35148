"""Running the service: history against intruders, backups that restore, rotten disks, and the doctor."""
