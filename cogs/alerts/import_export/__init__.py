"""Subscriptions as a file: export, import, and starter packs, which are files that come with Paperboy."""
