"""What an error says in tongues other than English and Chinese: the few words that tell its cause, in English.

The rows know two languages. What a gateway says in another one is not translated: where a phrase of it has
one of the rows' meanings, that meaning is added in English to the words that the rows look at.
"""

from __future__ import annotations

import re

_KEYS = {
    "ja": r"(?:api ?キー|apiキー|トークン|認証情報|認証キー)",
    "ko": r"(?:api ?키|토큰|인증 ?(?:정보|키))",
    "ru": r"(?:api[- ]?ключ\w*|ключ\w*(?: api)?|токен\w*)",
    "romance": r"(?:cl[ée]s? (?:d['’]?)?api|clave (?:de )?api|chave (?:de |da )?api|chiave api|jeton|token|clave|chave|cl[ée])",
    "german": r"(?:api[- ]?schl(?:ü|ue)ssel|schl(?:ü|ue)ssel|token|zugangsdaten)",
    "vi": r"(?:khóa api|api key|mã thông báo|token)",
}
_WRONG_ROMANCE = r"(?:invalide|incorrecte?|inv[aá]lid[oa]|incorrect[oa]|incorret[oa]|non valid[oa]|erron[ée]e?|no v[aá]lid[oa])"

MEANINGS: tuple[tuple[str, str], ...] = (
    ("invalid API key", rf"{_KEYS['ja']}[がはも]?.{{0,6}}(?:無効(?!化)|正しく(?:ない|ありません)|間違|不正)|無効な{_KEYS['ja']}|認証に失敗"),
    ("invalid API key", rf"(?:유효하지 않은|잘못된|올바르지 않은) ?{_KEYS['ko']}|{_KEYS['ko']}.{{0,6}}(?:유효하지|잘못|올바르지)|인증에 실패|인증 실패"),
    ("invalid API key", rf"(?:неверн|недействительн|неправильн|некорректн)\w* {_KEYS['ru']}|{_KEYS['ru']} (?:недействител|неверен|неверн|не найден)\w*|ошибка (?:авторизации|аутентификации)"),
    ("invalid API key", rf"{_KEYS['romance']}.{{0,20}}{_WRONG_ROMANCE}|{_WRONG_ROMANCE} {_KEYS['romance']}"),
    ("invalid API key", rf"(?:ung(?:ü|ue)ltige[rn]?|falsche[rn]?|unbekannte[rn]?) {_KEYS['german']}|{_KEYS['german']} (?:ist )?(?:ung(?:ü|ue)ltig|falsch|unbekannt)"),
    ("invalid API key", rf"{_KEYS['vi']} (?:không hợp lệ|không đúng|sai)|geçersiz (?:api )?anahtar|api anahtarı geçersiz|(?:kunci api|token) tidak valid|nieprawidłowy (?:klucz|token)"),
    ("missing API key", rf"{_KEYS['ja']}.{{0,8}}(?:指定|設定|提供|入力)されていません|{_KEYS['ja']}[がはを]?(?:ありません|必要)"),
    ("missing API key", rf"{_KEYS['ko']}.{{0,6}}(?:없습니다|필요합니다|누락)|(?:отсутствует|не указан|не передан) {_KEYS['ru']}|{_KEYS['ru']} (?:отсутствует|не указан|не передан)"),
    ("missing API key", rf"{_KEYS['romance']}(?: [\w'’]+){{0,2}}? (?:manquante?|requise?|absente?|requerid[oa]|faltante|ausente|obrigat[óo]ri[oa]|mancante)|falta (?:la |el |o |a )?{_KEYS['romance']}|fehlende[rn]? {_KEYS['german']}|{_KEYS['german']} (?:fehlt|erforderlich)"),
    ("API key expired", rf"{_KEYS['ja']}.{{0,6}}(?:期限切れ|失効|無効化)|{_KEYS['ko']}.{{0,6}}만료|(?:срок действия (?:api[- ]?)?(?:ключа|токена).{{0,6}}ист[её]к)|{_KEYS['romance']}.{{0,16}}(?:expir[ée]e?|expirad[oa]|caducad[oa]|scadut[oa]|vencid[oa])|{_KEYS['german']} (?:ist )?abgelaufen"),
    ("API key disabled", rf"{_KEYS['ru']} (?:был )?(?:заблокирован|отключ[её]н|отозван|деактивирован)\w*|{_KEYS['german']} (?:wurde|ist) (?:deaktiviert|gesperrt|widerrufen)|{_KEYS['romance']}(?: \w+){{0,2}}? (?:d[ée]sactiv[ée]e?|r[ée]voqu[ée]e?|deshabilitad[oa]|revocad[oa]|desativad[oa]|revogad[oa]|disattivat[oa]|revocat[oa])|{_KEYS['ko']}.{{0,8}}(?:비활성화|정지)|{_KEYS['ja']}.{{0,6}}(?:停止|取り消)"),
    ("insufficient balance", r"残高.{0,6}(?:不足|ありません)|クレジット.{0,4}(?:不足|使い切|残高)|利用(?:枠|上限).{0,6}(?:達し|超過|超え|使い切)"),
    ("insufficient balance", r"잔액.{0,4}부족|크레딧.{0,6}(?:부족|소진)|한도.{0,8}초과(?!.*요청)|할당량.{0,6}(?:초과|소진)"),
    ("insufficient balance", r"недостаточно (?:средств|кредитов|баланса)|баланс\w* (?:исчерпан|недостаточ)\w*|квота (?:исчерпана|превышена)|пополните (?:баланс|сч[её]т)"),
    ("insufficient balance", r"(?:saldo|cr[ée]ditos?|cr[ée]dits?|solde|fondos|credito)(?: \w+){0,2}? (?:insuficientes?|insuffisante?s?|insufficiente|agotad[oa]s?|[ée]puis[ée]e?s?|esgotad[oa]s?|esaurit[oi])|(?:cuota|quota|cota)(?: \w+){0,2}? (?:agotad[oa]|excedid[oa]|d[ée]pass[ée]e?|[ée]puis[ée]e?|esgotad[oa]|esaurit[oa])"),
    ("insufficient balance", r"guthaben (?:ist )?(?:nicht ausreichend|aufgebraucht|ersch(?:ö|oe)pft|zu niedrig)|(?:nicht gen(?:ü|ue)gend|unzureichendes|kein) guthaben|kontingent (?:ist )?(?:aufgebraucht|ersch(?:ö|oe)pft|(?:ü|ue)berschritten)|số dư không đủ|yetersiz bakiye|bakiye yetersiz|saldo tidak (?:cukup|mencukupi)|niewystarczające (?:środki|saldo)"),
    ("rate limit exceeded", r"リクエスト.{0,6}(?:多すぎ|過多|制限|上限)|レート制限|요청.{0,8}(?:너무 많|초과|제한)|слишком много запросов|превышен лимит запросов|trop de requ[êe]tes|demasiadas (?:solicitudes|peticiones)|muitas (?:solicita[çc][õo]es|requisi[çc][õo]es)|zu viele anfragen|troppe richieste|quá nhiều yêu cầu|çok fazla istek|terlalu banyak permintaan"),
    ("the model does not exist", r"モデル.{0,40}(?:見つかりません|存在しません|サポートされていません|利用できません|無効)|모델.{0,40}(?:찾을 수 없|존재하지 않|지원하지 않|지원되지 않|사용할 수 없)|모델을 찾을 수|модел[ьи].{0,60}(?:не найден|не существует|не поддерживается|недоступн)\w*|неизвестная модель"),
    ("the model does not exist", r"mod[èe]le.{0,60}(?:n['’]existe pas|introuvable|inconnu|non pris en charge|pas disponible)|modelo.{0,60}(?:no existe|n[ãa]o existe|no encontrado|n[ãa]o encontrado|no est[áa] disponible|desconocido|desconhecido|no (?:es )?compatible|inv[áa]lido)|modello.{0,60}(?:non esiste|non trovato|sconosciuto)|modell.{0,60}(?:nicht gefunden|existiert nicht|unbekannt|nicht verf(?:ü|ue)gbar|nicht unterst(?:ü|ue)tzt)|mô hình.{0,60}không (?:tồn tại|tìm thấy|được hỗ trợ)|modeli?\b.{0,40}(?:bulunamadı|mevcut değil|desteklenmiyor)|modelu?\b.{0,40}(?:nie istnieje|nie znaleziono|tidak ditemukan|tidak tersedia)"),
    ("your plan does not include the model", r"プラン.{0,20}(?:含まれて|対応して|利用でき)(?:い)?ません|요금제.{0,20}(?:포함|지원)(?:되|하)지|модел\w*.{0,60}(?:недоступ|не доступ)\w*.{0,20}тариф|тариф\w*.{0,30}не (?:включает|поддерживает)|(?:plan|forfait|abonnement|suscripci[óo]n|assinatura|abbonamento)\b.{0,30}(?:no incluye|n['’]inclut pas|n['’]inclus pas|ne comprend pas|n[ãa]o inclui|non include)|(?:tarif|abo|plan)\b.{0,40}(?:nicht enthalten|enth(?:ä|ae)lt .{0,30}nicht)"),
    ("service unavailable", r"(?:サービス|サーバー?).{0,10}(?:利用できません|混雑|停止|エラー)|メンテナンス中|(?:서비스|서버).{0,10}(?:사용할 수 없|점검|오류|혼잡)|점검 중|(?:сервис|сервер)\w* (?:временно )?(?:недоступ|перегруж)\w*|внутренняя ошибка сервера|технические работы"),
    ("service unavailable", r"service (?:temporairement )?indisponible|erreur interne du serveur|servicio (?:temporalmente )?no disponible|error interno del servidor|servi[çc]o (?:temporariamente )?indispon[íi]vel|erro interno do servidor|dienst (?:ist )?(?:vor(?:ü|ue)bergehend )?nicht (?:verf(?:ü|ue)gbar|erreichbar)|interner serverfehler|wartungsarbeiten|servizio (?:temporaneamente )?non disponibile"),
    ("your IP address is not allowed", r"ip[- ]?アドレス.{0,12}(?:許可されていません|拒否|ブロック)|(?:お住まいの|この)(?:国|地域).{0,12}(?:利用できません|対応していません)|ip[- ]?адрес\w*.{0,16}(?:заблокирован|запрещ[её]н|не разреш)\w*|(?:регион|стран)\w*.{0,20}(?:не поддержива|запрещ|недоступ|ограничен)\w*|허용되지 않은 ip|ip.{0,8}(?:차단|허용되지)"),
)  # fmt: skip
"""What is said in English, and the phrases of other tongues that say it."""

_UNDECIDED = (
    ({"invalid API key", "API key expired"}, "invalid or expired API key"),
    ({"invalid API key", "missing API key"}, "missing or invalid API key"),
)
"""What is said in one breath by those who do not tell the two apart."""

_PATTERNS: list[tuple[str, re.Pattern[str]]] = []


def in_english(words: str) -> str:
    """Return in English what foreign phrases in `words` mean, a line each, or an empty text."""
    if not _PATTERNS:
        _PATTERNS.extend((says, re.compile(pattern, re.IGNORECASE)) for says, pattern in MEANINGS)
    said = dict.fromkeys(says for says, pattern in _PATTERNS if pattern.search(words))
    for others, both in _UNDECIDED:
        if others <= said.keys():
            said = dict.fromkeys([both, *(says for says in said if says not in others)])
    return "".join(f"\n{says}" for says in said)
