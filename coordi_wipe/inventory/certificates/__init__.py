"""Certificates received: verified, kept, entered in the log, decided on."""
