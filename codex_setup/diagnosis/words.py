"""The words that gateways use, English and Chinese, by what they mean: patterns for the rows' `text`.

Written by meaning rather than copied from one reply: a gateway rewords, translates and forks, and what it
means stays.
"""

from __future__ import annotations

_KEY = r"(?:api[ _-]?key|jwt|apikey|subscription key|access[ _-]?token|auth\w*[ _-](?:token|header|credentials?)|authorization|bearer|credentials?|token(?! (?:plan|limit|quota|budget|count|usage|length))|\bkey\b(?! ['\"`]))"
_ZH_KEY = r"(?:令牌|密钥|金钥|秘钥|密匙|凭证|凭据|api ?key|apikey|token|authorization|authentication|认证(?:信息|头)|鉴权(?:信息|头)|key)"
_ANY_KEY = rf"(?:{_KEY}|{_ZH_KEY})"
_OWNER = r"(?:account|user|customer|organi[sz]ation|project|team|workspace|subscription)"
_ZH_OWNER = r"(?:账号|账户|帐号|帐户|用户|组织|项目|团队)"
_MODEL = r"(?:models?|deployments?|engines?)\b"
_ZH_MODEL = r"(?:模型|型号)"
_ZH_GONE = (
    r"(?:已经?|都|全部|已被)*(?:不足|不够|[用耗花][完尽光罄]|告罄|见底|归零|清零|透支|超(?:出|限|额)?|达到?)"
)


def _any(*patterns: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


KEY_MISSING = _any(
    rf"\bmissing (?!or\b|and\b|invalid\b|incorrect\b)\w+ {_KEY}(?! (?:permission|scope))",
    rf"(?:missing|absent|\bno|without(?: an?)?|lacks?(?: an?)?) (?:valid |bearer or basic |cookie |any )?(?:auth(?:entication|orization)? )?{_KEY}(?! (?:permission|scope))",
    rf"{_KEY}['\"`]?s?(?: \w+)?(?: is| was| were| are)? (?:missing|required|absent|empty|blank|must not be (?:blank|empty|null)|not (?:provided|supplied|present|given|set|sent|specified)|must be (?:provided|supplied))",
    r"(?:did ?n.t|did not|must|need to|please|have to) (?:provide|supply|pass|send|include|specify)(?: an?| your| the)? (?!valid)(?:\w+ ){0,2}(?:key|token|credentials?|authorization)",
    rf"{_KEY}(?:[^.]|\.\b){{0,24}}not found in (?:the )?(?:request|headers?)",
    r"missing authentication|failed to resolve api key|authentication (?:is )?missing|unauthenticated request|not logged in|(?:log|sign)[ -]?in (?:first|is required|required)|please (?:log|sign) in|^(?:supply|provide|pass|send|include) (?!valid)(?:an? |your |the )?(?:api |bearer |access )?(?:key|token|credentials?)\b|unregistered callers|without established identity|anonymous (?:access|callers?|requests?)",
    rf"(?:未|没有|没)(?:提供|携带|检测到|收到|传入|传|找到|设置|填写|输入|包含).{{0,10}}{_ZH_KEY}",
    rf"^请(?:先)?登[录陆]|尚?未登[录陆]|缺少.{{0,8}}{_ZH_KEY}|请(?:先)?(?:提供|携带|传入|填写|输入|设置|添加|在请求头).{{0,12}}{_ZH_KEY}",
    rf"{_ZH_KEY}.{{0,6}}(?:不能为空|为空|缺失|未提供|未设置|不存在于请求|缺少)",
)
KEY_INACTIVE = _any(
    rf"(?:{_ANY_KEY}|\b{_OWNER}\b)(?:[ =:]['\"`]?[\w@-]+['\"`]?){{0,5}}? (?:is |are |was |been |currently |already )*(?:disabled|expired|revoked|deactivated|suspended|inactive|not active|not (?:yet )?activated|blocked|banned|frozen|locked|terminated|deleted|archived|paused|cancell?ed|no longer (?:active|valid))",
    rf"(?:expired|disabled|revoked|suspended|deactivated|inactive|blocked|deleted)[ _-](?:{_KEY}|{_OWNER})|\b{_OWNER} (?:is |has been )restricted|{_KEY}(?: \w+){{0,4}} (?:leaked|compromised)",
    r"(?:登录(?:状态|态)?|会话|身份(?:验证)?|认证).{0,4}(?:已)?(?:过期|失效)",
    rf"(?:{_ZH_KEY}|{_ZH_OWNER}|租户).{{0,10}}(?:已于.{{0,24}}(?:过期|到期|失效|停用)|已?经?过期|已?失效|已?到期|(?:已|被|已被|已经被)(?:管理员)?(?:禁用|停用|封禁|冻结|删除|吊销|注销|暂停|封停|锁定|禁止|限制(?!.{{0,6}}(?:ip|模型|渠道|分组)))|状态不可用|未激活|未启用)|未(?:完成|进行|通过)?实名|(?:需|须|请)[^，。]{{0,4}}实名",
)
KEY_REJECTED = _any(
    r"(?:using|use|check|provide|supply) (?:the )?(?:correct|right) (?:credentials?|api key|key|token)",
    r"not (?:allowed|permitted|authori[sz]ed) to (?:call|use|access|invoke) (?:this|the) (?:endpoint|route|api|path)",
    rf"(?:invalid|incorrect|wrong|bad|unknown|malformed|unrecogni[sz]ed|illegal|unauthori[sz]ed|forbidden) (?:\w+ ){{0,3}}?{_KEY}",
    rf"{_KEY}s?(?: \w+){{0,5}}? (?:is |was |format is |are )?(?:invalid|incorrect|wrong|unknown|not (?:valid|recogni[sz]ed|found|exist|correct|known|authori[sz]ed|accepted)|does ?n.t exist|does not exist|rejected|malformed|could not be (?:verified|validated|found))",
    rf"(?:could not|cannot|can.t|failed to|unable to) (?:verify|validate|authenticate|find|recogni[sz]e) (?:\w+ ){{0,3}}{_KEY}",
    r"(?:authentication|authorization) (?:fails?|failed|failure|error|unsuccessful)|auth(?:entication)? (?:was )?(?:denied|rejected)|please provide a valid|signature\b[^.]{0,30} (?:does not|doesn.t|not) match|signature mismatch",
    r"user not found|missing scopes?|insufficient (?:permissions?|scopes?)|unable to find token|not authenticated|unauthori[sz]ed\b|no such (?:api )?key|non-?existent key|(?:not|n.t) have (?:sufficient|enough|the required) (?:permissions?|scopes?|rights)",
    r"access to (?:this|the) (?:\w+ ){0,2}?(?:api|resource|service|endpoint|operation) (?:has been |is |was )?(?:disallowed|denied|forbidden|not allowed)|not authori[sz]ed to (?:access|perform|use|call|invoke)|\baccess (?:is |has )?not (?:been )?enabled",
    rf"(?:无效|错误|非法|未知|不正确|不合法)的?.{{0,6}}{_ZH_KEY}|{_ZH_KEY}.{{0,8}}(?:无效|错误|不正确|不存在|有误|非法|不合法|不匹配|校验失败|验证失败|未找到|格式)",
    r"(?:认证|鉴权|身份验证|授权|验证)(?:失败|错误|不通过|未通过)|未授权|普通用户不支持指定渠道",
)
WRONG_GROUP = _any(
    r"\b(?:group|platform)\b[^.]{0,24}(?:is not|isn.t|must be) (?:an? )?(?:openai|codex)\b",
    r"(?:更换|换用|改用|使用|创建)[^，。]{0,10}(?:codex|openai|gpt)[^，。]{0,6}(?:密钥|令牌|分组|key)|(?:use|create|switch to) an? (?:\w+ ){0,3}(?:codex|openai)[ -](?:\w+ )?(?:key|group)\b",
    r"\b(?:provider|platform|channel|service)s?\b[^.]{0,24} not (?:allowed|permitted|enabled) (?:for|to|on|with) (?:this|your|the) (?:\w+ )?(?:key|token)",
    r"(?:group|分组)(?:[^.。]|\.\b){0,40}(?:deleted|disabled|deprecated|retired|removed|not allowed|no longer|not permitted|不存在|(?:已|被)(?:删除|禁用|弃用|停用|移除|下线)|不再允许|无权|未启用)",
    r"(?:not|isn.t) (?:assigned|bound|attached|linked) to (?:any|an?|the) (?:\w+ )?(?:group|channel|platform)|no group (?:assigned|bound)",
    r"group is restricted to|group (?:only|just) (?:allows?|serves?|supports?)|restricted to claude code|(?:only|仅)(?: for|供)? claude code (?:clients )?\(",
    r"(?:does not|doesn.t|not) have (?:permission|access|rights?) (?:to (?:access|use)|for) (?:the )?(?:openai|codex|claude|gemini|gpt|responses|this (?:platform|channel|group|service))",
    r"(?:api key|key|token) (?:is )?not (?:allowed|permitted|authori[sz]ed|enabled|valid) (?:for|to use|to access|on) (?:the )?(?:openai|codex|gpt|responses|this (?:platform|channel|group|endpoint|service))",
    rf"{_ZH_KEY}.{{0,16}}(?:未绑定|未分配|没有绑定|没有分配|不属于|无权(?:限)?(?:访问|使用)|不支持|不允许).{{0,12}}(?:分组|渠道|平台|通道|服务|openai|codex|gpt|claude|gemini)",
    r"(?:分组|渠道)[^，。]{0,10}(?:仅|只)[^，。]{0,12}claude|(?:分组|渠道组).{0,12}(?:不支持|无权|不可用|未开通)|未开通[^，。]{0,12}(?:分组|渠道)|无权(?:限)?(?:访问|使用)[^，。]{0,20}(?:分组|渠道)|(?:no|not have) (?:access|permission) (?:to|for) (?:the |this )?(?:[\w-]+ )?group",
    r"(?:key|token)\b[^.]{0,60}(?:cannot|can.t|may not|must not|not) be used (?:on|for|with|at|to access) (?:the |this )?(?:openai|codex|gpt|responses|platform|group|channel)|cannot consume this service|(?:key|token) (?:is )?(?:limited|restricted|scoped|bound) to (?:the |an? )?(?:claude|anthropic|gemini)(?! code)|workspace access (?:is )?denied|(?:unauthori[sz]ed|forbidden) consumer|consumer(?:_name)?[^.]{0,24}(?:not allowed|forbidden|denied)",
    rf"{_ZH_KEY}[^，。]{{0,8}}(?:仅|只)(?:可|能|限|支持)?[^，。]{{0,6}}(?:claude(?! ?code)|anthropic|gemini)(?![^，。]{{0,6}}客户端)",
)
NOT_PERMITTED = _any(
    rf"{_MODEL}[^.]{{0,60}}(?:is |are )?(?:gated|not available (?:on|in|under|with|for) (?:your|this) (?:[\w']+ )?(?:plan|tier|subscription|package))|(?:agree to|accept) (?:its|the) (?:licen[cs]e|terms)",
    r"\b(?:provider|model)s? (?:is |was |are )?(?:blocked|denied|restricted) by (?:your |the |an? )?(?:\w+ )?polic",
    rf"{_MODEL}[^.]{{0,60}}(?:not|n.t) (?:yet )?been (?:submitted|accepted|requested|enabled|granted|approved)",
    r"\b(?:subscription|plan|tier|package|membership)\b[^.]{0,30}(?:does not|doesn.t|do not|not)(?: yet| currently)? (?:include|cover|offer|contain|grant|come with)(?! (?:any |enough )?(?:credit|quota))",
    rf"\bno (?:approved|permitted|allowed|authori[sz]ed|entitled) [^.]{{0,40}}{_MODEL}|(?:has not|have not|hasn.t) (?:yet )?(?:activated|enabled|opened|subscribed to) (?:the )?{_MODEL}|{_MODEL}(?:[^.]|\.\b){{0,60}} only (?:available|offered|open) (?:on|to|for|in|with) (?:the )?[\w ]{{0,20}}(?:plan|tier|users?|customers?|members?|subscri\w+)",
    r"(?:套餐|订阅|等级|会员|方案).{0,12}(?:不包含|不支持|不含|无法使用).{0,40}(?:模型|codex|gpt|openai)|模型.{0,30}(?:未开通|仅限|仅对|未(?:对|向).{0,10}开放)|未开通.{0,10}模型|套餐[^，。]{0,12}(?:未开放|未开通|无权限)|(?:您|你)无权(?:限)?(?:访问|使用|调用) ?[a-z][\w.-]*\d",
    rf"\bno (?:access|permission|rights?) (?:to|for) (?:the |this |requested )*{_MODEL}|invalid {_MODEL} for (?:team|key|user|project)|{_MODEL}[^.]{{0,60}} (?:blocked|disabled|restricted) (?:at|by|for|in) (?:the |your |this )?(?:project|org\w*|team|account|workspace)",
    rf"{_MODEL}[^.]{{0,40}} requires? (?:an? )?(?:\w+ )?(?:subscription|plan|upgrade|membership|approval)|{_OWNER} must be verified|permission (?:[^.]|\.\b){{0,80}}denied on resource|no endpoints (?:found|available) (?:that )?match(?:ing)? your|(?:plan|tier|package|subscription)\b[^.]{{0,20}}(?:n.t|not) support[^.]{{0,20}}{_MODEL}|{_MODEL}[^.]{{0,20}}(?:n.t|not) support[^.]{{0,20}} (?:plan|tier|package|subscription)\b",
    rf"(?:{_ANY_KEY}|\b{_OWNER}\b|\byou\b|tier|plan)(?:[^.。]|\.\b){{0,70}}(?:not|n.t|cannot|can only)(?:[^.。]|\.\b){{0,30}}(?:access|allowed|permitted|authori[sz]ed|use|enabled|entitled)(?:[^.。]|\.\b){{0,30}}{_MODEL}",
    rf"{_MODEL}(?:[^.。]|\.\b){{0,60}}(?:is |are )?not (?:allowed|permitted|authori[sz]ed|enabled|available|accessible|included)(?:[^.。]|\.\b){{0,20}}(?:for|to|on|in|with|by) (?:your|this|the)(?: \w+)? (?:key|token|plan|account|subscription|tier|team|user|project)",
    rf"(?:access|permission) (?:to|for) (?:the )?(?:requested )?{_MODEL}(?:[^.]|\.\b){{0,60}}(?:denied|refused|forbidden)|{_MODEL} access (?:is )?denied",
    rf"(?:{_ZH_KEY}|{_ZH_OWNER}|您|你|当前).{{0,14}}(?:无权|没有权限|无权限|不允许|未授权|未被授权|禁止|不可).{{0,8}}(?:访问|使用|调用).{{0,24}}{_ZH_MODEL}",
    rf"{_ZH_MODEL}.{{0,40}}(?:未授权|无权(?:限)?(?:访问|使用|调用)|没有权限)|(?:未授权|未获准|未开放|无权)[^，。]{{0,12}}{_ZH_MODEL}|{_ZH_MODEL}[^，。]{{0,12}}不在[^，。]{{0,8}}(?:白名单|范围)",
)
NO_MODEL = _any(
    r"model ?=? ?none\b|the '' model|model ['\"`]{2}",
    r"model(?: name| field| parameter)? (?:is |was )?(?:required|missing|not specified|must be (?:specified|provided)|(?:cannot|must not) be empty)|(?:missing|no) (?:required )?(?:parameter:? )?['\"`]?model['\"`]?(?: name)? ?(?:$|provided|specified|in)",
    r"missing required parameter: ['\"`]?model|未指定模型|模型(?:名称)?(?:不能为空|为空|未指定|缺失)|缺少模型",
)
MODEL_UNKNOWN = _any(
    rf"\b{_MODEL}(?:[^.。!]|\.\b){{0,100}}?(?:not found|not exist|doesn.t exist|unknown|not (?:a )?(?:valid|recogni[sz]ed|supported|configured|deployed|registered|offered|served|available(?! (?:right now|at the moment|temporarily)))|unsupported|is invalid|(?:has been |is )?(?:retired|removed|deprecated|disabled|delisted)|no longer (?:available|supported))",
    rf"(?:unknown|invalid|unsupported|unrecogni[sz]ed|no such|nonexistent|not found(?: the)?|not a valid|cannot find|can.t find|could not find|does not (?:have|support|serve|offer)) (?:the )?(?:requested |specified )?{_MODEL}",
    rf"no (?:available |matching |suitable )?(?:keys?|channels?|endpoints?|providers?|deployments?|routes?|backends?|upstreams?)(?:[^.]|\.\b){{0,24}}(?:for|found|support|serv)(?:[^.]|\.\b){{0,24}}{_MODEL}",
    r"is not a valid model id|no endpoints found|unknown provider for model|supported when using codex|api deployment for this resource does not exist|no allowed providers|llm provider not provided|inference profile|cannot use own model|\bfunction (?:[^.]|\.\b){1,80}? not found",
    r"model(?: name| string| id)? (?:should|must) be in (?:the )?[\w/]+ format|provider is required in model|no (?:pricing|price|ratio|config\w*|mapping|alias)\b[^.]{0,20} (?:for|of) (?:the )?model",
    r"模型(?:名称|名字|名)?(?:错误|有误|写错|不正确)|模型.{0,60}?(?:不存在|无可用渠道|未找到|找不到|没有找到|不支持|无效|未(?:在.{0,12})?(?:配置|登记|收录|上架)|(?:已|被)[^，。]{0,6}下[线架]|暂不支持|没有可用|暂无可用|无可用)",
    r"(?:不存在|未知|无效|不支持|找不到|未找到|没有|暂无|非法)的?(?:该|此|这个|指定的?|可用的?)?模型|无可用渠道|可用渠道失败|没有可用的?渠道",
    r"^model: \S+$",
)
NO_LOGIN = r"\bno (?:\w+ ){0,2}?(?:credentials?|accounts?|logins?|connections?) (?:\w+ )?(?:for|of) (?:the )?provider"
NO_ACCOUNTS = _any(
    NO_LOGIN,
    r"no enabled channels?|没有启用的渠道|\bpool (?:is |was )?(?:drained|empty|exhausted)",
    r"\bno (?:\w+ ){0,2}?(?:available|usable|healthy|active|eligible|working|valid upstream|schedulable|free) (?:[\w-]+ ){0,3}?(?:accounts?|credentials?|auths?|pool|candidates?(?! (?:supports?|for)\b))",
    r"\bno (?:\w+ ){0,2}?accounts? (?:\w+ ){0,3}?(?:available|configured|left|free|found|support)|no auth available|\bno (?:\w+ ){0,2}?credentials? available|accounts? (?:pool )?(?:is |are )?(?:empty|unavailable|exhausted)|all (?:\w+ ){0,3}accounts (?:are |were )?(?:unavailable|exhausted|busy|down)|no healthy deployments?|(?:dedicated|bound|upstream|openai|codex) (?:\w+ )?accounts? (?:\S+ )?(?:is |are )?(?:not available|unavailable)",
    r"(?:无|没有|暂无|缺少)(?:任何|空闲|健康)?(?:可用|有效|空闲|可调度|可调用)(?:的|之)?(?:\w+)?(?:账[号户]|帐[号户]|凭[证据])|账[号户]池.{0,6}(?:为空|耗尽|不可用)|所有账[号户].{0,6}(?:不可用|均不可用|失效)",
)
QUOTA = _any(
    r"insufficient[ _](?:\w+ )?(?:balance|credits?|funds?|quota)|(?:credit )?balance (?:is )?(?:too low|insufficient|not enough|exhausted|negative|depleted)",
    r"(?:quota|balance|credits?|budget|allowance|allocation|plan limit|free tier)(?:[^.]|\.\b){0,40}?(?:exceeded|exhausted|used up|depleted|not enough|insufficient|ran out|run out|reached|violation|has been (?:spent|consumed))",
    r"(?:not enough|out of|no (?:remaining|more)|run out of|exceeded (?:your|the|its)(?: current| monthly| daily)?) (?:quota|credits?|balance|budget|allowance|funds)",
    r"\b(?:key|account|credit|team) limit (?:exceeded|reached)|no (?:quota|balance|credits?|budget) (?:left|remaining)|used (?:up )?(?:all )?(?:your|the|of your) [^.]{0,40}(?:free requests|for today|this (?:week|month)|allocation|quota|credits?|allowance|budget)|out of (?:\w+ ){0,3}(?:quota|credits?|balance|budget|allowance|usage)|exhausted (?:its|your|the) (?:\w+ )?(?:limits?|quota|budget|credits?)|(?:daily|weekly|monthly|hourly|usage|spend(?:ing)?|cost|billing|token quota)(?:[^.]|\.\b){0,16} limit(?:[^.]|\.\b){0,24}(?:exceeded|reached|hit|exhausted)|(?:hit|hitting|reached|reaching|exceeded|exceeding) (?:your|the|its) (?:\w+ ){0,2}?(?:usage|spending|daily|weekly|monthly|cost|inference|budget|credit)(?: \w+)? limit",
    r"no active subscription|(?:not|never)(?: \w+){0,3} topped up|subscription(?:[^.]|\.\b){0,24}(?:required|not found|has ended|lapsed|expired|inactive)|payment (?:is )?required|please (?:recharge|top ?up|add (?:credits?|funds))|billing (?:hard )?limit|arrear|overdue|good standing|(?:valid|add a|no) (?:credit |payment )?(?:card|method|instrument)\b|(?:not|n.t) have (?:any |enough |sufficient )?(?:credits?|balance|quota|funds)\b|(?:credit card|payment method) (?:on file|required|declined)",
    rf"余额(?:{_ZH_GONE}|为 ?0)|(?:额度|限额|配额|流量|点数|积分|次卡|套餐)[^，。]{{0,8}}{_ZH_GONE}|(?:限额|额度|配额)已?用|剩余额度.{{0,24}}(?:需要|预扣)|预扣费.{{0,4}}失败",
    r"(?:达到|超[过出]|触发|已超).{0,12}(?:费用|用量|额度|消费|配额|花费|金额|日限|周限|月限|每日限额|使用上限)|次数[^，。]{0,4}已?经?[用耗花][完尽光罄]|欠费|请(?:先)?(?:充值|储值|续费)|日流控|(?:当日|每日|当天)[^，。]{0,6}访问量[^，。]{0,6}(?:限制|上限)|订阅[^，。]{0,10}(?:过期|不足|未配置|到期|未开通)|套餐[^，。]{0,8}(?:过期|到期)",
)
RATE = _any(
    r"rate[ _-]?limit|too many (?:\w+ ){0,2}?(?:requests|connections|attempts)|requests?[ -]per[ -](?:minute|second|hour|day)|\b[rt]p[md]\b|concurren(?:cy|t)|throttl|slow down|too frequent|being cooled|cooling ?down|cooldown",
    r"(?:retry|try again) (?:after|in) \d|请求(?:次数|总?数|频率|量|速率|过于频繁|太频繁|过多|过快)|并发|限流|限速|频率|过于频繁|太频繁|负载已?饱和|冷却中|窗口已满",
)
UNAVAILABLE = _any(
    r"overload|temporarily (?:un)?available|temporarily down|service unavailable|(?:server|service|backend|system|engine|upstream|gateway|model)s? (?:\w+ ){0,3}?(?:is |are )?(?:busy|down|starting|restarting|loading|unavailable|unreachable|unhealthy|under maintenance)|loading model|model is loading|at (?:full |max(?:imum)? )?capacity|maintenance|warming up",
    r"(?:upstream|gateway|connection|request|read) (?:\w+ )?(?:timed? ?out|timeout|reset|error)|high demand|internal (?:server )?error|server (?:had an )?error|something went wrong|unexpected error|bad gateway|no healthy upstream|connect(?:ion)? (?:error|refused|failure|reset)|upstream connect error",
    r"系统(?:繁忙|错误|异常|维护|过载)|服务(?:器)?(?:\w{0,6})?(?:不可用|繁忙|异常|暂时|忙|错误|维护|过载|超时)|内部(?:服务器)?错误|稍后(?:再试|重试)|维护中|网络(?:异常|错误)|连接(?:失败|超时|错误|被拒|重置)|网关(?:错误|超时)|(?:上游|请求)超时",
)
UPSTREAM = _any(
    r"\baccount (?:has|had|holds|is missing) (?:no |an? |its )?(?:\w+ ){0,4}(?:token|credentials?|key|session)\b",
    r"\b(?:provider|backend|vendor|openai|azure|anthropic)s? (?:rejected|refused|denied) (?:the |our |its |this )?(?:\w+ )?(?:credentials?|key|token)|\b(?:provider|backend) auth\w* (?:failed|failure|error|refused)|upstream(?:[^.]|\.\b){0,30}(?:auth\w*|access|payment|key|credentials?|account|permission)(?:[^.]|\.\b){0,20}(?:fail|forbidden|denied|required|invalid|refused|expired|rejected|error|banned|disabled|suspended|blocked)|upstream (?:request )?(?:failed|rejected|refused|denied|forbidden)|upstream returned (?:401|402|403)|invalid_grant|(?:failed|unable) to refresh (?:\w+ )?token",
    r"(?:账[号户]|account)[^，。.]{0,12}(?:cookie|session)[^，。.]{0,8}(?:失效|过期|expired|invalid)|(?:上游|渠道|供应商|后端)[^，。]{0,12}(?:认证|鉴权|密钥|key|凭证|账[号户]|拒绝|余额|欠费|额度)[^，。]{0,12}(?:失败|无效|过期|不足|失效|错误|异常|拒绝|被)|上游(?!.{0,6}(?:连接|超时|网络|响应)).{0,6}(?:拒绝|错误|失败)|渠道(?:\w{0,6})?(?:失效|被禁用)",
)
CLIENT = _any(
    r"(?:only|just) (?:allows?|accepts?|supports?|serves?|available (?:to|for|in|via))(?:[^.]|\.\b){0,24}(?:codex|claude code|official|approved|whitelisted|specific|coding (?:agents?|tools?))(?:[^.]|\.\b){0,30}(?:clients?|cli|apps?|requests?)?|codex official clients?",
    r"(?:your |this )?(?:client|user[- ]?agent|application|app)(?: type| version)?(?: \w+)?(?: is| was)? not (?:allowed|authori[sz]ed|permitted|supported|recogni[sz]ed|accepted|whitelisted)|client (?:restricted|rejected|denied|blocked|validation)",
    r"third[- ]party (?:clients?|apps?|tools?)|please use (?:in )?(?:the )?(?:official )?(?:codex|claude)|only accepts requests from|(?:unsupported|unauthori[sz]ed|disallowed|unknown) (?:client|user[- ]?agent)|must be (?:called|used) (?:from|by|with) (?:the )?(?:codex|claude)",
    r"(?:仅|只|请)(?:支持|允许|限|能|可|供|使用|在)[^，。]{0,10}(?:codex|claude ?code|官方|指定|特定)[^，。]{0,8}(?:客户端|使用|访问|调用|cli|工具)|客户端[^，。]{0,12}(?:不允许|不支持|受限|限制|未授权|不在|被拒)|(?:第三方|非官方)(?:客户端|工具|软件)",
)
RELEASE = _any(
    r"codex\S*[ /]v?\d+\.\d+[\d.]* (?:is |are )?(?:no longer|not) (?:supported|accepted|allowed)|(?:update|upgrade) to (?:at least )?(?:codex )?(?:version |v)?0\.\d+|codex ?(?:>=|≥)|codex v?\d+\.\d+[\d.]* or (?:later|newer|higher)",
    r"(?:codex|client|cli)(?:[^.]|\.\b){0,40}version(?:[^.]|\.\b){0,60}(?:below|minimum|too (?:old|low|new)|outdated|exceeds?|maximum|not supported|unsupported|deprecated|out of range)|(?:minimum|maximum|required) (?:\w+ )?(?:codex|client|cli) version",
    r"(?:requires?|needs?) (?:a )?(?:newer|later|more recent|older) version of (?:the )?codex|please (?:update|upgrade)(?: your)? (?:codex|client|cli)|codex[^，。]{0,12}版本[^，。]{0,16}(?:过低|过旧|太低|太旧|过高|不支持|低于|高于|不符)|(?:以上|更高|最新)的?版本[^，。]{0,8}codex|codex[^，。]{0,16}(?:以上|更高|最新)的?版本|请(?:升级|更新)[^，。]{0,8}(?:codex|客户端)|客户端版本(?:过低|过旧|太低)",
)
ADDRESS = _any(
    r"\bip(?: address(?:es)?|s)?\b(?:[^.]|\.\b){0,60}(?:not (?:authori[sz]ed|allowed|in|on|permitted|whitelisted)|isn.t allowed|blocked|banned|restricted|denied|forbidden|rejected|black ?listed)|(?:blocked|banned|unauthori[sz]ed|forbidden|restricted|disallowed) (?:\w+ )?ip\b|not (?:in|on) (?:the )?(?:\w+ )?(?:ip )?(?:allow|white)[- ]?list",
    r"(?:country|region|territory|location|jurisdiction)(?:[^.]|\.\b){0,40}(?:not supported|unsupported|not available|is ?n.t available|not allowed|blocked|restricted|prohibited)|(?:not |un)(?:available|offered|supported|permitted|served) in your (?:country|region|location)|(?:unsupported|restricted) (?:country|region|location)|(?:banned|blocked?) (?:the country|(?:access )?from your (?:country|region))|check your network settings",
    r"public access is disabled|private endpoint|virtual network|access denied due to virtual network|network (?:access )?(?:rules?|polic(?:y|ies)|acls?)",
    r"(?<![a-z])ip[^，。a-z]{0,24}(?:不在|未授权|不允许|禁止|被封|封禁|受限|限制|白名单|黑名单|拒绝)|指定(?:网段|ip)|(?:白名单|黑名单).{0,8}ip|(?:地区|国家|区域|所在地)[^，。]{0,12}(?:不支持|受限|不可用|禁止|限制|不允许)",
)
HEADER = (
    r"missing (?:the )?(?:required )?(?P<missing>(?!auth|api-|bearer|content-|access-)[a-z]+(?:-[a-z]+)+) header|(?:x-portkey-|cf-aig-)[\w-]{1,40}.{0,60}(?:required|missing)|(?:missing|requires?|provide|include|need|send|add|set)(?:[^.]|\.\b){0,40}(?P<name>\b(?!x-api-key|x-goog-api-key|api-key)(?:x|cf|openai|anthropic|helicone|portkey|http)-[a-z][\w-]{1,40})|"
    r"\b(?!x-api-key|x-goog-api-key)(?P<named>(?:x|cf|helicone|portkey|anthropic)-[a-z][\w-]{1,40})(?:[^.]|\.\b){0,30}(?:required|missing|not (?:set|provided|found)|must be)|(?:缺少|未提供|需要)[^，。]{0,6}(?:请求头|header)"
)
PATH = _any(
    r"invalid url|\burl error\b|unknown (?:request )?(?:url|path|endpoint|route)|unexpected endpoint|no (?:matching )?(?:route|handler|endpoint|path)s?\b(?! (?:found|available) (?:for|that|match))|cannot (?:post|get) /|no such (?:route|endpoint|api|path|url)",
    r"(?:route|path|endpoint|url|uri|page|file|resource|api)\b[^.\n]{0,80}(?:not found|not exist|doesn.t exist|unknown|not (?:supported|implemented|recogni[sz]ed|available|registered))|endpoint not supported|api not implemented",
    r"method not allowed|^\s*(?:the page could )?(?:404 ?:? ?)?(?:page )?not[ _]found\.?\s*$|404 page not found|http 404|no static resource|the requested (?:url|resource|page)",
    r"(?:接口|路径|路由|端点|页面|资源|请求地址|url|api)[^，。]{0,10}(?:不存在|未找到|找不到|没有找到|错误|有误|不正确|未实现|不支持|未定义)|不支持的(?:接口|路径|端点|请求方法)|无效的(?:url|接口|路径)",
)
NO_RESPONSES = _any(
    r"only (?:supported|available) (?:in|on|via|through|with) (?:the )?/?(?:v1/)?chat\b|not (?:supported )?(?:in|on|via|through|by|with) (?:the )?/?(?:v1/)?responses\b|(?:server|deployment|endpoint) (?:does not|doesn.t) support (?:chat |text )?(?:completions?|generation|responses)",
    r"responses (?:operation|api|endpoint|route)[^.]{0,12} (?:does not|doesn.t) work|/responses\b[^.]{0,24} (?:off|disabled|closed)\b",
    r"responses(?: api|/?| endpoint| format)*(?:[^.]|\.\b){0,40}(?:not (?:yet )?(?:supported|implemented|available|enabled)|unsupported|is ?n.t supported)|(?:not support|unsupported|does ?n.t support|do not support|not implemented|not supported)(?:[^.]|\.\b){0,30}/?responses\b",
    r"(?:please )?use (?:the )?(?:/[\w./-]{0,40}?)?/?chat[/ ]completions|only (?:supports?|serves?) (?:the )?(?:/?v1)?/?chat|missing (?:required )?(?:(?:field|parameter|property|key)s?:? )?['\"`]?messages\b|not (?:accessible|available|usable|reachable|served|enabled) (?:via|through|on|over|with|under|using) (?:the )?/?(?:v1/)?responses\b|(?:missing|required|field)(?:[^.]|\.\b){0,30}['\"`]?messages['\"`]?(?: is required| field|$|\b.{0,10}required)",
    r"(?:不支持|未实现|未开放|未适配|[暂尚]?未支持|暂不支持|没有)[^，。]{0,10}responses|(?:请|改)(?:走|用|使用|调用)[^，。]{0,10}chat[/_ ]?completions|responses[^，。]{0,12}(?:不支持|未实现|不可用|未开放)|['\"`]messages['\"`] (?:is|was) (?:a )?required|'type' of tool must be|must (?:contain|include|have)[^.]{0,20}['\"`]messages['\"`]",
)
FORM = _any(
    r"\b[a-z_]+ ?= ?(?:true|false)\b|unsupported (?:parameter|value|field|content|input)|unknown (?:parameter|field|argument|name)|unrecogni[sz]ed (?:request )?(?:argument|parameter|field|key)|(?:extra|additional) (?:inputs?|fields?|properties|parameters?)(?:[^.]|\.\b){0,30}(?:not (?:permitted|allowed)|forbidden)|is not supported with (?:this|the)|missing required parameter|(?:field|parameter|property) required",
    r"invalid (?:['\"`][\w.\[\]]+['\"`]|json|request body|type for|value|input|payload|parameter|prompt)|(?:failed|unable|cannot|could not) (?:to )?(?:parse|decode|deserialize|unmarshal|read(?! propert))|must be (?:set to|an? (?:list|array|string|integer|number|object|boolean)|a string or|one of|non-?empty|provided)|malformed (?:json|request)|cannot unmarshal",
    r"instructions? (?:are|is) (?:required|not valid|invalid)|non-empty instructions|previous_response_id|items? (?:with id|are not persisted)|(?:exceed\w*|over|above)[^.]{0,20} token limit|context[ _](?:length|size|window)|maximum context|too (?:large|long|many tokens)|content (?:policy|filter|management)|moderation|safety system|sensitive[ _]words?|flagged|guardrails?|hooks_failed|^bad request: |\bdlp\b|(?:prompt|content|input)\b[^.]{0,40}(?:blocked|rejected|denied|stopped)|(?:blocked|rejected|denied|stopped)\b[^.]{0,20}(?:prompt|content|input)\b",
    r"(?:请求|参数|字段|输入|格式|请求体|内容)[^，。]{0,10}(?:无效|错误|非法|不合法|缺失|不能为空|有误|不正确|不支持|违规|敏感|过大|过长)|无效的请求|敏感(?:词|内容)|参数(?:错误|异常)|审核(?:未|不)通过",
)
FIREWALL = _any(
    r"just a moment|attention required|sorry, you have been blocked|you have been blocked|checking (?:your browser|if the site connection)|enable javascript and cookies|cf-(?:browser|chl|error)|challenge-platform|ddos[- ]?(?:protection|guard)|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)|captcha",
    r"^rbac: access denied\s*$|^error code: 10(?!15|33|16|18)\d\d|error 10(?:0[3-9]|10|12|20)|request blocked|web application firewall|\bwaf\b|incapsula|imperva|sucuri|akamai|mod_security|modsecurity|fortiguard|fortinet|zscaler|barracuda|the requested url was rejected|request (?:was )?rejected by|access (?:to this (?:page|site|resource|website) )?(?:has been |is )?(?:blocked|restricted) by|reference (?:#|id)|errors\.aliyun\.com|support id",
    r"(?:application|web ?page|web ?site|url|category|site|access) (?:is |was |has been |you requested is )*blocked\b|internet usage policy|blocked by (?!content)(?:\w+ ){0,2}?(?:policy|firewall|proxy)\b|(?:company|corporate|organi[sz]ation'?s?|system|security|it|acceptable use) polic(?:y|ies) (?:does not|doesn.t|do not|has|have|denied|denies|prohibits?|forbids?|blocks?)|(?:with|of|violates) (?:the |your )?(?:company|corporate|internet|organi[sz]ation\w*|security) (?:\w+ )?polic|policy_denied|access control configuration",
    r"网站防火墙|云防护|安全(?:防护|验证|拦截|狗)|宝塔|雷池|人机验证|访问(?:被|已被)?(?:拦截|阻断|阻止)|防火墙|疑似(?:黑客)?攻击|滑动验证|安全(?:检测|检查|校验)|<title>[^<]{0,12}验证中",
)
HELD_BACK = r"\bno valid (?:api )?(?:key|token|credentials?)\b(?! (?:was |were )?(?:provided|supplied|sent))|(?:missing|absent|缺失|未提供)[、,/ ]{1,2}(?:or )?(?:and )?(?:无效|错误|invalid|incorrect|wrong|malformed)|(?:无效|错误|不存在|invalid|incorrect|wrong|malformed|not valid|unknown)(?:、|或者?|, (?:or )?| or | / ?)(?:is |has |been |was |已|已被)*(?:expired|revoked|disabled|inactive|deleted|过期|失效|禁用|停用|吊销|删除)|missing or (?:malformed|bad|unknown)|不存在或|(?:invalid|incorrect)\b[^.]{0,24} or (?:\w+ )?(?:expired|no longer valid)|expired or (?:is )?(?:invalid|incorrect)|过期或|missing(?:,| or|/)(?: or)? ?(?:an? )?(?:invalid|incorrect|wrong)|(?:invalid|incorrect|wrong) or missing|缺失或无效|无效或缺失"
"""Said by those who do not tell a missing key from a wrong one."""
