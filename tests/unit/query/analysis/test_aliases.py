"""The table of organizations. Matches by name are in `cases.json`."""

from bot.query.analysis.requirements import other_names


def test_no_name_is_twice_in_the_table():
    """Each name belongs to one organization, or is one that means several."""
    names = other_names("organizations")
    assert all(names.values())
    for name, others in names.items():
        assert name not in others
        assert all(name in names[other] for other in others if other in names)
