"""The tutor in a browser: textual-serve's page, one tutor process a visitor, and a guard before."""
