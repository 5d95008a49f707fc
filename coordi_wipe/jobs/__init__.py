"""Long work that outlives its face: one drive, one process, one folder."""
