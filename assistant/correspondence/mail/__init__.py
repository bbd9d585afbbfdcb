"""Mail: from the bytes of an archive to one parsed message at a time."""
