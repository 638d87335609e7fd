"""What a workspace says: its models, the files they come from, and what is wrong with them."""
