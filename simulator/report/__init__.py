"""Reports as files: JSON, Markdown and one self-contained HTML page."""
