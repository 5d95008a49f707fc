"""Disposable drives and their characters, for the demo, the trainee and the tests."""
