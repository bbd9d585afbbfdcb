"""Understanding the client's message: what is asked, how hot it is, who has to act."""
