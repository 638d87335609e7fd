"""Line references: which line a number means, the proof of it, and its place in another version."""
