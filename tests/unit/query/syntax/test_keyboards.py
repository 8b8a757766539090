"""What Chinese, Japanese and Korean keyboards type for the signs of the language."""

from __future__ import annotations

import pytest

from bot.query import QueryError, parse


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("拡散　モデル", "拡散 モデル"),
        ("＂拡散 モデル＂ 『扩散 模型』 “확산 모델”", '"拡散 モデル" "扩散 模型" "확산 모델"'),
        ("｢拡散 モデル｣ 〝生成 モデル〟", '"拡散 モデル" "生成 モデル"'),
        ("title：「拡散 モデル」", 'title:"拡散 モデル"'),
        ("＝「拡散 モデル」", '="拡散 モデル"'),
        ("ｔｉｔｌｅ：拡散", "title:拡散"),
        ("拡散、生成，画像､動画", "拡散, 生成, 画像, 動画"),
        ("（拡散 ＯＲ 生成）　－動画", "(拡散 OR 生成) -動画"),
        ("【拡散 ＯＲ 生成】　－動画", "(拡散 OR 生成) -動画"),
        ("【拡散 〔生成、｟画像 動画｠〕】", "(拡散 (生成, (画像 動画)))"),
        ("title：【拡散，生成】", "title:(拡散, 生成)"),
        ("拡散　ＡＮＤ　生成　ＮＯＴ　動画", "拡散 AND 生成 NOT 動画"),
        ("upvotes：＞＝２０", "upvotes:>=20"),
        ("ｕｐｖｏｔｅｓ：≧２０", "upvotes:>=20"),
        ("rank：≦５ comments：＜３ stars：＝７", "rank:<=5 comments:<3 stars:=7"),
        ("upvotes:⩾20 rank:⩽5", "upvotes:>=20 rank:<=5"),
        ("stars：１０．．２０", "stars:10..20"),
        ("ｃａｔ：ｃｓ．ＣＶ", "cat:cs.CV"),
        ("cat：「cell　biology」", 'cat:"cell biology"'),
        ("quantiz＊", "quantiz*"),
        ("ｈａｓ：（code、project）", "has:(code, project)"),
    ],
)
def test_what_chinese_japanese_and_korean_keyboards_type_is_understood(typed: str, meant: str) -> None:
    """Each sign as the ASCII one, and the query is the same."""
    assert parse(typed) == parse(meant)
    assert parse(parse(typed).canonical) == parse(typed)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ('"a【b】c"', '"a【b】c"'),
        ('"【a"', '"【a"'),
        ('"｢a b｣"', '"｢a b｣"'),
        ("「a【b】c」", '"a【b】c"'),
        ("“a ≧ b”", '"a ≧ b"'),
        ("title:“〔a〕”", 'title:"〔a〕"'),
        ("a】 b", '"a】" b'),
        ("【a〕 b", '"【a〕" b'),
        ("｢a b", '"｢a" b'),
        ('"【a" b】', '"【a" "b】"'),
    ],
)
def test_signs_in_quotation_marks_and_alone_stay_what_they_are(query: str, canonical: str) -> None:
    """Only pairs outside of quotation marks are groups and phrases."""
    assert parse(query).canonical == canonical
    assert parse(canonical) == parse(query)


@pytest.mark.parametrize(
    ("query", "position", "said"),
    [
        ("拡散 ｜ 生成", 3, "`|` is not an operator here"),
        ("拡散 － 生成", 3, "This minus excludes nothing"),
        ("拡散 【】", 4, "nothing between the brackets"),
        ("拡散 （生成", 3, "This bracket is never closed"),
        ("拡散 「生成", 3, "never closed"),
        ("upvotes≧20", 0, "no colon after `upvotes`"),
        ("upvotes ≧ 20", 8, "`≧` is not an operator"),
        ("upvotes：≧", 8, "not a comparison"),
        ("「flow matching」～3", 15, "`~` is not an operator"),
    ],
)
def test_wrong_queries_with_such_signs_are_told_where(query: str, position: int, said: str) -> None:
    """Signs stand for one character each, so that the caret is under what was typed."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert said in caught.value.message
    assert caught.value.position == position
