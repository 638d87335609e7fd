"""From PDF to PDF for a print shop: CMYK, PDF/X, preflight, sheets, and the check of any PDF."""
