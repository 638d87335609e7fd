"""Files on this machine: the cache, whole writes, the output folder, SQLite, a run's own folder."""
