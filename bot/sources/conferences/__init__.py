"""Conferences: their programmes, from virtual sites, the ACL Anthology and PMLR.

Begin with `families`, the table of conferences. `source` polls the programme of one; `virtual_site`, `anthology`
and `pmlr` parse it.
"""
