"""What a sentence is about, whatever its words and their order: concepts of each clause, in a dozen tongues.

The patterns of `words` know phrases; a sentence that none of them knows still names a subject (a key, a
model, a balance) and says something of it (unknown, used up, not allowed). Only the subjects and what is
said of them are looked for here, clause by clause; rows with a `gist` go by them, and stand behind those
that know the phrase.
"""

from __future__ import annotations

import functools
import re

_NOT = r"(?:\bnot|n['’]t|cannot|\bnever|\bno longer)\b(?: (?!only)\w+){0,2}? (?:been |be )?"

SUBJECTS: dict[str, tuple[str, ...]] = {
    "key": (
        r"api[ _-]?keys?|(?<!object )\bkeys?\b(?! ['\"`])|\btokens?\b(?! (?:limit|quota|allot|allow|per|count|usage|budget|balance|plan))|credentials?|\bsecret|authori[sz]ation|bearer|\bjwt\b|app ?key",
        r"令牌|密钥|秘钥|金钥|密匙|凭证|凭据|鉴权|キー|トークン|認証|api ?키|인증 ?(?:헤더|정보|키)|\b키(?:는|은|를|가|이)?\b|토큰|ключ|токен|schlüssel|zugangsdaten|\bcl[ée]\b|\bjetons?\b|\bclave|\bchave|chiave|khóa|anahtar|klucz|sleutel|\bkunci",
    ),
    "model": (r"\bmodels?\b|deployments?\b", r"模型|型号|モデル|모델|модел|\bmodell|modèle|\bmodelo|modello|mô hình|modeli\b"),
    "quota": (
        r"quotas?\b|credits?\b|balance|budget|allowance|allotment|\bfunds?\b|\bspend|billing|payment|invoice|\busage\b|\bcaps?\b|wallet|dollars?|\$\d|\d-?(?:hour|day) window",
        r"余额|额度|配额|余量|点数|积分|费用|金额|流量包|资源包|预付费|后付费|缴费|花费|消费|用量|사용량|残高|クレジット|クォータ|利用枠|баланс|средств|квот|\bkota|лимит\w* токен|guthaben|kontingent|\bsolde\b|crédit|\bsaldo|crédito|\bcuota|\bcota\b|잔액|크레딧|할당량|bakiye|số dư|hạn mức",
    ),
    "plan": (
        r"\b(?:plans?|(?<!service )tiers?|subscriptions?|subscribers?|membership|trial|premium|vip|paid)\b|upgrade your|pro (?:users?|plan)",
        r"套餐|等级|会员|体验卡|试用|订阅|プラン|サブスク|тариф|подписк|\btarif|abonnement|\babo\b|forfait|\bplano|suscripción|assinatura|요금제|구독|gói",
    ),
    "rate": (
        r"\b(?:requests?|calls?|rates?|frequency|rpm|tpm|[rq]ps|sessions?|connections|concurren\w*)\b|\bat once\b",
        r"请求(?![体参头格])|调用|次数|频率|并发|会话|每分钟|每秒|リクエスト|回数|запрос|anfragen|requêtes|solicitudes|solicitações|peticiones|요청|istek|yêu cầu",
    ),
    "address": (r"(?<![a-z])ips?(?![a-z])|\bas\d{3,6}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b(?!:)|\b(?:network|hosting) ranges?\b|\bvpns?\b|\byour network\b", r"ip[- ]?(?:address|地址|段|アドレス|адрес|adresse|주소)"),
    "region": (r"\b(?:countr(?:y|ies)|regions?|territor(?:y|ies)|mainland|jurisdiction|part of the world|legal reasons)\b", r"地区|国家|大陆|境外|境内|海外|地域|の国|стран|регион|\bpays\b|\bpaís|국가|지역"),
    "client": (r"\bclients?\b|user[- ]?agent|non[- ]?codex|codex[ _-](?:cli\w*|binary|app|release|version)|\bsdks?\b|(?:genuine|official|real) codex|claude code", r"客户端|非 ?codex|codex(?= ?版本)|クライアント|клиент"),
    "version": (r"\bversions?\b|\breleases?\b|\b0\.\d{2,3}\.\d{1,2}\b", r"版本|バージョン|верси"),
    "group": (r"\bgroups?\b", r"分组|渠道组|グループ|групп|gruppe|groupe|\bgrupo|그룹|nhóm"),
    "vendor": (r"claude|anthropic|gemini",),
    "chat": (r"chat[/ _]?completions?", r"对话接口"),
    "account": (
        r"\baccounts?\b|\busers?\b",
        r"号池|(?:所有|全部|每个)[^，。]{0,12}号(?!码)|号(?:全部?|都)|账号|账户|帐号|帐户|用户|アカウント|ユーザー|аккаунт|уч[её]тн\w+ запис|пользовател|\bkonto|\bcompte|\butilisateur|\bcuenta|\busuario|\bconta\b|계정|사용자|\bhesab|tài khoản|người dùng",
    ),
    "upstream": (r"upstream|\bproviders?\b|\bvendors?\b|\bbackends?\b|\bchannels?\b", r"上游|渠道|供应商|チャンネル|アップストリーム|канал|채널|업스트림|\bcanal\b|\bcanaux|kênh"),
    "service": (r"\b(?:service|server|system|gateway|engine|worker|node|database)s?\b", r"服务|系统|节点|网络|机房|数据库|サーバ|サービス|сервер|сервис|\bdienst|servicio|serviço|서버|서비스"),
    "path": (r"\b(?:path|routes?|endpoints?|urls?|uri|resource|page)\b|\bapi\b(?![ _-]?key)", r"接口|路径|路由|エンドポイント|パス|эндпоинт|маршрут|endpunkt|\bpfad"),
    "you": (r"\byour?\b|\bthis (?:key|token|user|account)\b|\bthe request\b", r"您|你|あなた|ご利用中|\bвам|\bвас|\bваш|\bsie\b|\bihr|\bihnen|\bvous\b|\bvotre|\btu\b|\bsu\b|você|귀하"),
    "access": (
        r"\b(?:access|permissions?|scopes?|roles?|rights?|privileges?)\b",
        r"权限|アクセス|権限|доступ|\bправ\b|права|berechtigung|zugriff|accès|\bdroits?\b|permiso|permissão|acceso|acesso|권한|quyền",
    ),
}  # fmt: skip
"""What gateways speak of: in English, and in the other tongues."""

STATES: dict[str, tuple[str, ...]] = {
    "missing": (
        rf"missing|required|absent|{_NOT}(?:provided|supplied|sent|set|present|received|found in)|without|\bprovide\b|resolve|\bexpected\b|sign in|pass an|forg[eo]t",
        r"没有(?!开放|权限)|缺少|缺失|未提供|未收到|未带|没带|为空|请提供|请携带|提供されて|指定されて|ありません|отсутств|не (?:указан|передан|предоставлен)|\bfehlt|fehlend|nicht (?:angegeben|übermittelt)|manquant|non fourni|requis|\bfalta|ausente|no (?:se )?(?:proporcion|recib)|não (?:fornecid|recebid)|non ricevut|keine?[nr]? .{0,40}(?:mitgeschickt|gesendet|erhalten|angegeben)|aucune? (?:cl[ée]|jeton)|aucune? .{0,40}(?:fourni|reçu)|없습니다|비어|제공되지|chưa cung cấp|không (?:được )?cung cấp",
    ),
    "wrong": (
        rf"invalid|incorrect|wrong|malformed|mismatch|unrecogni|rejected|\bfail|\bis error|{_NOT}(?:valid|recogni\w+|accept\w*|know\w*|correct|verif\w+|one of ours)",
        r"无效|错误|不正确|不对|有误|非法|不匹配|不符|不一致|未知|不通过|正しく|無効(?!化)|間違|不正|неверн|недействит|недопустим|некорректн|неправильн|не распозна|ungültig|\bfalsch|unbekannt|nicht bekannt|invalide|incorrect|inválid|non valid|유효하지|잘못|ongeldig|không hợp lệ|geçersiz|tidak valid|nieprawidłow",
    ),
    "off": (
        r"disabled|expired|revoked|suspended|\binactive|deactivated|banned|blocked|frozen|locked|\bclosed|terminated|deleted|archived|paused|cancell?ed|lapsed|\bended\b|(?:switched|turned) (?:\S+ )?off|on hold|rotated|replaced|retired|past due|no longer active|status is unavailable",
        r"停用|禁用|关闭|封禁|被封|冻结|过期|失效|到期|有效期|非活动|注销|吊销|暂停|無効化|停止|期限が?切れ|失効|利用不可|使えなく|заблокирован|приостановлен|отключ|ист[её]к|просроч|отозван|статус.{0,20}недоступ|gesperrt|deaktiviert|abgelaufen|widerrufen|verlopen|ingetrokken|geblokkeerd|uitgeschakeld|askıya|devre dışı|expir[ée]|désactiv|révoqu|caducad|revoca[dt]|scadut|disattivat|desativad|만료|정지|비활성|hết hạn|vô hiệu",
    ),
    "denied": (
        rf"{_NOT}(?:allow(?:ed)?|permit(?:ted)?|authori[sz]ed|entitled|enabled|included?|part of|available (?:to|on|for|in|under|with)|have|connect|use|accepted|offered|listed|welcome|admitted)\b|cannot|can['’]t|\bmay not|denied|forbidden|refused|prohibited|restricted|off limits|{_NOT}(?:on|in) (?:the|our|an?|this|your) .{{0,20}}list|turned (?:\S+ ){{0,3}}?(?:down|away)|\bno (?:access|permission|right)|\black|\bonly\b|reserved|requires?\b|insufficient (?:permission|privilege|scope|right)|request access|wait ?list|(?:limited|private|closed|invite[- ]only) (?:preview|beta|access)",
        r"不能|无法|风控|仅对|仅面向|只对|无权|没有权限|没有开放|未开放|不允许|禁止|拒绝|受限|仅限|只能|不可|未开通|未授权|暂不|不对.{0,16}(?:提供|开放)|できません|いただけません|許可(?:されて|して)|リストに(?:ありません|ない)|権限がありません|拒否|запрещ|нет (?:доступа|прав)|не имеет (?:доступа|прав)|недоступ|не (?:разреш|включ)|ограничив|\bfehlt|nicht (?:erlaubt|berechtigt|freigeschaltet|enthalten)|keine berechtigung|verboten|interdit|pas (?:autoris|accès)|refus[ée]|no (?:permitid|autorizad|tiene acceso)|denegad|não (?:permitid|autorizad|tem acesso)|허용되지|거부|권한이 없|không (?:có quyền|được phép)",
    ),
    "gone": (
        r"exhausted|used (?:up|all)|\bspent\b|depleted|consumed|insufficient|not enough|\bno more|no remaining|r[au]n out|out of|exceed|reached|\bover\b|\bzero\b|\bempty\b|negative|drained|\bburn(?:ed|t)\b|nothing left|\bhit\b|\bdry\b|\bgone\b|\$0(?:\.0+)?(?![.\d])|(?<![\d.])0(?:\.0+)? (?:left|remaining)|(?<![\d.])(?P<sum>\d[\d.,]*) ?(?:of|/|out of) ?\$?(?P=sum)(?![\d.,])",
        r"不足|不够|不多|用完|用尽|用光|耗尽|告罄|清零|透支|超出|超过|达到|已达|小于|为 ?0|封顶|已满|见底|缴费|欠|足りません|使い切|使い果た|達し|超え|законч|исчерпан|недостаточно|превышен|verbraucht|erreicht|aufgebraucht|erschöpft|überschritten|épuisé|dépassé|insuffisant|insuficiente|\bdoldu\b|\bbitti\b|tükendi|agotad|esgotad|esaurit|\b(?:sin|sem|sans|senza) (?:saldo|cr[ée]dit|solde)|부족|초과|소진|yetersiz|không đủ|\bhết\b",
    ),
    "many": (
        r"too (?:many|fast|frequent|often)|limit|exceed|throttl|reached|\bhit\b|at once|slow down|\babove\b|\bonly \d",
        r"上限|超出|超过|过多|过快|太快|太频繁|频繁|限制|限 ?\d|已达|多すぎ|制限|слишком|превышен|лимит|zu viele|\btrop\b|límite|limite|demasiad|muitas|너무|제한|quá nhiều|giới hạn",
    ),
    "unknown": (
        rf"{_NOT}(?:found|find|exist\w*|deployed|served?|supported?|configured|available|registered|listed|offer\w*|something we|hosted|one we \w+)|{_NOT}on (?:the|our|this) (?:menu|catalog|price|roster)|no such|\bunknown|unsupported|nonexistent|\bno .{{0,16}}\b(?:match|found|loaded|serving|serves)|\bnothing here|\bno one\b|(?:unable to|failed to|cannot|can['’]t|could not) (?:resolve|map|route)\b|\bsunset\b|discontinued",
        r"不存在|找不到|未找到|没有(?!开放|权限)|不支持|未配置|未接入|未适配|未识别|未上架|未上线|写错|见つかりません|見つかりません|存在しません|サポートされて|не найден|не существует|\bнет\b|не поддерж|nicht (?:gefunden|vorhanden)|existiert nicht|(?:führen|kennen|haben) wir nicht|introuvable|n.existe|no existe|não existe|no encontrad|찾을 수|존재하지|không tồn tại|không tìm thấy",
    ),
    "down": (
        rf"unavailable|overload|\bbusy\b|maintenance|\bdown\b|time[d ]? ?out|not ready|\bcold\b|loading|starting|unreachable|crash|unhealthy|short break|back (?:in|soon|shortly)|{_NOT}(?:answer|respond|reply)\w*",
        r"繁忙|维护|不可用|超时|异常|故障|过载|波动|失联|混雑|メンテナンス|недоступ|перегруж|ausgelastet|überlastet|wartung|indisponible|no disponible|indispon|점검|오류",
    ),
    "long": (
        r"\b(?:per|a|each|every|this|for the) (?:day|week|month)\b|/ ?(?:day|week|month)\b|\bdaily|\bweekly|\bmonthly|\btoday\b|byday",
        r"дневн|суточн|сегодня|günlük|\btages|täglich|每 ?\d+ ?(?:小时|天)|\d+ ?小时(?:内|窗口)|месячн|今日|当日|本日|本周|本月|每日|每天|每周|每月|이번 달|月間|今月|в (?:сутки|день|месяц)|pro (?:tag|monat)|par (?:jour|mois)|por (?:día|mes|dia|mês)",
    ),
    "bound": (r"\bonly\b|\bbound\b|belongs?|exclusive|made for|dedicated", r"专用|专属|仅|只能|只可|属于|専用|только для|\bnur\b|전용"),
    "none": (
        r"\bno\b|\bnone\b|\bzero\b|without|\bempty\b|\b(?:every|all)\b.{0,60}\b(?:cooling|dead|busy|limited|unavailable|gone)",
        r"全(?:军覆没|部?阵亡|部?掉线|部?下线|挂)|(?:所有|全部).{0,24}(?:冷却|不可用|失效|封|限流|忙)|无可用|无空闲|暂无|没有|耗尽|がありません|\bнет\b|없습니다|\baucun|ningún|nenhum|không có|\bkein",
    ),
    "failed": (r"fail", r"失败|失敗|ошибка|не удалось|실패|못했|échec|error al|falha|fehlgeschlagen|lỗi|thất bại"),
    "old": (r"\bold\b|outdated|below|minimum|at least|too new|upgrade", r"太旧|过旧|过低|太低|太老|老旧|最低|升级|古い|устарел|veraltet"),
}  # fmt: skip
"""What is said of it."""

_BESIDE = r"(?i)(?:(?:by|with|of|on) (?:the |this |that )?|for this )model\b(?: \S+)?|\bmodel['’]s\b|\(request id:[^)]*\)"
"""A model that the clause is not about, and what a gateway notes for itself."""
_CLAUSE = r"[\n。；;！!？?]+|\.(?=\s|$)"
LIMIT = 2000


@functools.lru_cache(maxsize=4)
def gist(words: str, model: str) -> tuple[frozenset[str], ...]:
    """Return the concepts of each clause; a clause that names the model asked for speaks of a model."""
    return tuple(_concepts(clause, model) for clause in re.split(_CLAUSE, words[:LIMIT]) if clause.strip())


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the pattern of each concept; few replies need them, and they take fifteen milliseconds to compile."""
    concepts = {**SUBJECTS, **STATES}
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in concepts.items()}


def _concepts(clause: str, model: str) -> frozenset[str]:
    clause = re.sub(_BESIDE, "", clause)
    found = {name for name, pattern in _patterns().items() if pattern.search(clause)}
    if len(model) > 2 and model.lower() in clause.lower():  # noqa: PLR2004 -- `o3` is in many words
        found.add("model")
    return frozenset(found)


def speaks(wanted: str, clauses: tuple[frozenset[str], ...]) -> bool:
    """Return whether one clause has all concepts of an alternative of `wanted` (`-name`: and not this one)."""
    return any(_holds(each.split(), clause) for each in wanted.split("|") for clause in clauses)


def states(wanted: str) -> bool:
    """Return whether an alternative asks for more than a subject."""
    return len([name for name in wanted.split() if not name.startswith("-")]) > 1


def _holds(names: list[str], clause: frozenset[str]) -> bool:
    return all((name[1:] not in clause) if name.startswith("-") else name in clause for name in names)
