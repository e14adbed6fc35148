"""The signed record: draft, share, sign, lock, addendum, snapshot."""
