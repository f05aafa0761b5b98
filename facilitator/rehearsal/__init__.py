"""Simulated phones that drive a real server from outside."""
