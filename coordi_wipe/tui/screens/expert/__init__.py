"""The table for those who know: every drive, plan, sector, job and certificate of this stick (F9)."""
