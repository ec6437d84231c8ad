"""The full-screen tutor. The only package that imports Textual."""
