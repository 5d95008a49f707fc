"""The central inventory: receives certificates, checks them, answers with a log proof, and shows them."""
