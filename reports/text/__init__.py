"""Pure functions of text: typography, dates, languages, sentences, the values of a source text."""
