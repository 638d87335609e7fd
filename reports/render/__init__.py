"""From a document to HTML and PDF: templates, the engine, page fitting, chapters, fonts."""
