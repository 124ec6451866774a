"""What a candidate brings along, read: lines to claims, needs and facts. Pure."""
