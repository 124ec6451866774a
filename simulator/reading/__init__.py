"""Files turned into lines of text, each kind in a module; they run in a process of their own."""
