"""Pure functions of text: typography, dates, languages, sentences, and the values of a source text."""
