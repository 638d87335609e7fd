"""Fit people to documents, compose their messages, send each person one, keep the ledger."""
