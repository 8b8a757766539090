"""Single rules for what a model wrote."""

from __future__ import annotations

import pytest

from bot.sources.summaries.checks.manners import appeals
from bot.sources.summaries.checks.number_words import numbers_in_words


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        (
            "en",
            "ninety-nine, two hundred and five, three million, one, a hundred, hundreds",
            [99, 205, 3_000_000, 100],
        ),
        ("en", "two and three, twelve thousand five hundred", [2, 3, 12_500]),
        (
            "de",
            "einundzwanzig, hundertfünfundzwanzig, zweitausend, dreißigmal, einfach, Zweifel",
            [21, 125, 2_000, 30],
        ),
        ("fr", "quatre-vingt-dix-sept, vingt et un, soixante-douze, deux cents", [97, 21, 72, 200]),
        ("es", "treinta y cinco, doscientos, veintidós, dos mil", [35, 200, 22, 2_000]),
        ("ja", "三千五百個、七種類、三次元、第二、十分、百", [3_500, 7]),
        ("zh-CN", "百分之九十九,两种,三维,统一,千万,二十三万", [99, 2, 230_000]),
        ("ko", "두 가지, 구십구 퍼센트, 이것, 세계", [2, 99]),
    ],
)
def test_numbers_in_words(language: str, text: str, values: list[int]) -> None:
    """As people write them in each language."""
    assert numbers_in_words(text, language) == values


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Convergence is guaranteed for any discount factor, and click-through rates rise."),
        ("en", "Join queries and call graphs are read from Bitcoin's ledger, training-free."),
        ("de", "Das Modell spricht mit ihnen. Sie lernen daraus, und die Konvergenz ist garantiert."),
        ("fr", "La méthode remet en cause le facteur de remise, et la convergence est garantie."),
        ("es", "Comparte los pesos y descubre un factor de descuento; es imprescindible."),
        ("ja", "割引率とクリック率を予測し、収束を保証する。"),
        ("zh-CN", "该方法预测点击率,并保证折扣因子下的收敛。"),
        ("ko", "할인율과 클릭률을 예측하고 수렴을 보장한다."),
    ],
)
def test_what_papers_are_about_is_no_advertisement(language: str, text: str) -> None:
    """Guarantees, discount factors and clicks are subjects of research."""
    assert not appeals(text, "", language)
