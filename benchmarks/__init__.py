"""What is measured; each file is a command."""
