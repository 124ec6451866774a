"""When a turn is over. Pure: time and evidence are passed in, decisions come out."""
