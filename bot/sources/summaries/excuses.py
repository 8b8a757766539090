"""How models begin when they do not do what they were asked: with an excuse, or with a word to who asked."""

from __future__ import annotations

import re

# Beginnings in every language that may be asked for: models often excuse themselves in English whatever it was.
_BEGINNINGS = (
    r"i ?(?:['’]?m|am) (?:really |very |so )?(?:sorry|afraid|unable|not able)\b|(?:sorry|apologies)\b",
    r"i (?:cannot|can['’]?t|can not|won['’]?t|apologi[sz]e|do not|don['’]?t)\b|unfortunately,? i\b",
    r"as an? (?:ai|artificial|large language|language model|assistant)\b|please provide\b",
    r"(?:sure|certainly|of course|okay|ok)\s*[,!.:]|here(?:['’]s| is| are)\b",
    r"(?:summary|translation|tl;?dr|answer|output|abstract)\s*:",
    r"(?:es )?tut mir (?:sehr )?leid\b|entschuldig\w+|leider kann ich\b|ich kann (?:das|dies\w*|leider|nicht)\b",
    r"als (?:ki|künstliche|sprachmodell)\b|hier (?:ist|sind)\b|gerne?\s*[,!:]|(?:zusammenfassung|übersetzung)\s*:",
    r"(?:je suis )?désolée?\b|je ne (?:peux|suis)\b|en tant qu|voici\b|bien sûr\b|(?:résumé|traduction)\s*:",
    r"lo siento\b|no puedo\b|como (?:modelo|ia|una ia|asistente)\b|aquí (?:está|tienes|hay)\b|claro\s*[,!:]",
    r"(?:resumen|traducción)\s*:",
    r"申し訳|すみません|以下[はに]|私はai|(?:要約|翻訳)\s*:",
    r"죄송|다음은|저는|(?:요약|번역)\s*:",
    r"很?抱歉|对不起|作为(?:一个|一名)?(?:ai|人工智能|语言模型|大语言|助手)|以下是|我(?:不能|无法)|(?:摘要|总结|翻译)\s*:",
)
_EXCUSE = re.compile(rf"\W*(?:{'|'.join(_BEGINNINGS)})", re.IGNORECASE)
_WIDE = str.maketrans(
    {"\N{FULLWIDTH COLON}": ":", "\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH EXCLAMATION MARK}": "!"}
)


def is_excuse(text: str) -> bool:
    """Whether a text begins so, rather than with what a paper is about."""
    return _EXCUSE.match(text.translate(_WIDE)) is not None
