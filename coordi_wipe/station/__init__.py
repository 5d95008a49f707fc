"""The façade that every face (screens, command line, batch) works through."""
