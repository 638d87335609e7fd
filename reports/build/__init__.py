"""From documents to files: jobs, the cache's keys, a cluster, an event's kit."""
