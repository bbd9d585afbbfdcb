"""What can be told from the letters alone: language, script, sentences, figures and dates."""
