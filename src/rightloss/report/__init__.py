"""How catalog entries, choices and comparisons look: text, JSON, Markdown, HTML, plots."""
