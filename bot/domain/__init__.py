"""The words of Paperboy as frozen data and pure functions; imports the standard library only.

Read `paper`, `subscription` and `alert` first (what is read, who wants it, what is due and posted), then
`readings` (several sources of one paper), `schedule` and `clock` (when), and `ports` (what services need from
outside).
"""
