"""The words of Paperboy as frozen data and pure functions; imports the standard library only.

Read `paper`, `subscription` and `alert` first (what is read, who wants it, what is owed and posted), then
`schedule` and `retry` (when), and `ports` (what services need from outside).
"""
