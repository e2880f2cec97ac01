"""Many articles: a manifest becomes shards, and each shard is done whole or not at all."""
