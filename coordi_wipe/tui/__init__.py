"""The screens: a face over Station and job folders, which holds nothing of its own."""
