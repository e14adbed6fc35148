"""A disk in a file, with a file system on it: it can be filled, and its power can be cut."""

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

SHUTDOWN, WITHOUT_THE_JOURNAL = 0x8004587D, 2  # EXT4_IOC_SHUTDOWN: from then on nothing reaches the disk
MEGABYTE = 2**20
PATIENCE = 15.0  # seconds


def unusable() -> str:
    """Why this machine can make no disk; empty when it can."""
    if os.geteuid() != 0:
        return "only root may mount"
    if not shutil.which("mkfs.ext4") or not Path("/dev/loop-control").exists():
        return "there is no mkfs.ext4 or no loop device"
    with tempfile.TemporaryDirectory() as folder:
        try:
            Disk(Path(folder), 8).close()
        except subprocess.CalledProcessError:
            return "mounting is refused"
    return ""


class Disk:
    """A mounted file system of so many megabytes, at `folder`."""

    def __init__(self, place: Path, megabytes: int) -> None:
        self.file, self.folder = place / "disk.img", place / "disk"
        self.folder.mkdir()
        with self.file.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0", str(self.file))
        self.mount()

    def mount(self) -> None:
        """Put it in its place; what its journal holds is played back."""
        run("mount", "-o", "loop", str(self.file), str(self.folder))
        self.folder.chmod(0o755)

    def unmount(self) -> None:
        """Take it out, as soon as those who were killed on it are gone."""
        ends = time.monotonic() + PATIENCE
        while subprocess.run(["umount", "-q", str(self.folder)], check=False).returncode:
            assert time.monotonic() < ends, "somebody holds on to the disk"
            time.sleep(0.05)

    def sync(self) -> None:
        """Let everything written so far be on it."""
        run("sync", "-f", str(self.folder))

    def cut(self) -> None:
        """Cut the power: what the disk has not been told to keep is gone."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_THE_JOURNAL))
        finally:
            os.close(handle)

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / "filler").open("wb", buffering=0) as file:
            for piece in (MEGABYTE, 4096, 512):
                try:
                    while file.write(b"x" * piece):
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Make room again."""
        (self.folder / "filler").unlink()

    def close(self) -> None:
        """Take it away, whatever state it is in."""
        subprocess.run(["umount", "-q", str(self.folder)], check=False)
        self.file.unlink()


def run(*command: str) -> None:
    """Run a program of the system; subprocess.CalledProcessError when it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
