"""From a reading and its matches to a letter: plan, phrases, sentence jobs, repair, floor."""
