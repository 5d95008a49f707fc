"""The stick of the live image while it runs: found, completed, checked, mounted, watched."""
