"""Single rules for what a model wrote."""

from __future__ import annotations

import pytest

from bot.sources.summaries.checks.manners import appeals
from bot.sources.summaries.checks.numbers import in_digits


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [
        ("en", "ninety-nine, two hundred, twofold, hundreds, phone", "99, 200, 2, hundreds, phone"),
        ("de", "einundzwanzig, zweitausend, dreißigmal, Zweifel", "21, 2000, 30 mal, Zweifel"),
        ("fr", "quatre-vingt-dix-sept, vingt et un, septembre", "97, 21, septembre"),
        ("es", "treinta y cinco, doscientos, unos", "35, 200, unos"),
        ("ja", "九十九倍、七種類、三次元、第二", "99 倍、 7 種類、三次元、第二"),
        ("zh-CN", "三百倍,两种,三维,千万", "300 倍, 2 种,三维,千万"),
        ("ko", "두 가지, 구십구 퍼센트, 세계", "2 가지, 99 퍼센트, 세계"),
    ],
)
def test_numbers_in_words_are_read(language: str, text: str, digits: str) -> None:
    """As people write them in each language; words that only begin like one are left."""
    assert " ".join(in_digits(text, language).replace(" ,", ",").split()) == digits


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
