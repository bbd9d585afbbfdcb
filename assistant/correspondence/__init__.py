"""Archives of mail and chats become exchanges: one file per format, then threads, then pairs."""
