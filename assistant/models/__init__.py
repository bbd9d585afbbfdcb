"""Language models and embeddings: files and their catalogue, backends, decoding constraints."""
