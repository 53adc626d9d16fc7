#include "reader/exclude.h"

/* What a number may be that is no reported quantity. Each question sees the folded text around
 * the words; together they answer sj_is_left_out. Any one that says yes is enough. */

/* What a number behind these is the number of. */
static const struct sj_wordlist numbered = SJ_WORDLIST(
    u"邮编", u"邮编:", u"邮政编码", u"邮政编码:", u"电话", u"电话:", u"热线", u"账号", u"账号:",
    u"编号", u"编号:", u"代码", u"代码:", u"传真:", u"手机:", u"手机", u"编码:");

static bool is_telephone(const struct sj_quantity_words *words)
{
    return words->number_end - words->number == 11 && words->numeral.value.scale == 0 &&
           words->numeral.value.coefficient >= 13000000000 &&
           words->numeral.value.coefficient < 20000000000;
}

/* ISO9000, S260, 5G, 20xx, 1+3+N, a:b, 〔2016〕, 0734-7221234, 2021-12-06, 8:30 */
static bool is_code(const struct sj_place *place)
{
    struct sj_folded text = place->text;
    const struct sj_quantity_words *words = place->words;
    uint16_t before_number = words->number > 0 ? text.at[words->number - 1] : 0;
    bool arabic = sj_folded_is_digit(place->first);
    if (arabic && !place->has_unit && sj_wordlist_before(text, words->start, &numbered) > 0)
        return true;
    if (words->numeral.value.scale > 0 && sj_place_unit_is(place, u"版"))
        return true;
    if (arabic && words->number >= 2 && sj_folded_in(before_number, u"/~") &&
        sj_folded_is_digit(text.at[words->number - 2]))
        return true; /* 1/3万亩 */
    if (arabic && words->start == words->number && before_number == '-' && words->number >= 2 &&
        sj_folded_is_digit(text.at[words->number - 2]))
        return true; /* 1500-1400亩: no range, and no 1400 */
    if (place->first == '0' && words->number_end > words->number + 1 &&
        sj_folded_is_digit(text.at[words->number + 1]))
        return true; /* 007; the end of 100,00 */
    if (arabic && !place->has_unit && (before_number == u'双' || is_telephone(words)))
        return true;
    if (arabic && (sj_folded_is_letter(before_number) || sj_folded_is_digit(before_number) ||
                   sj_folded_in(before_number, u"._#@&=")))
        return true;
    if (sj_folded_is_letter(place->next) || sj_folded_in(place->next, u"+#@&=_"))
        return true;
    if (sj_folded_in(place->previous, u"+〔[#@&="))
        return true;
    if (place->next == ':' && sj_folded_is_digit(sj_folded_get(text, words->end + 1)))
        return true;
    if (place->previous == ':' && words->start >= 2 &&
        sj_folded_is_digit(text.at[words->start - 2]))
        return true;
    if (!arabic || place->has_unit || words->range)
        return false;
    bool joined_before = (before_number == '-' || before_number == '/') && words->number >= 2 &&
                         (sj_folded_is_digit(text.at[words->number - 2]) ||
                          sj_folded_is_letter(text.at[words->number - 2]));
    bool joined_behind = (place->next == '-' || place->next == '/') &&
                         (sj_folded_is_digit(sj_folded_get(text, words->end + 1)) ||
                          sj_folded_is_letter(sj_folded_get(text, words->end + 1)));
    return joined_before || joined_behind;
}

/* 第三, 前三, 3:7 … and 几十, 上百, 数万, which name no number. */
static bool is_ordinal_or_vague(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    uint16_t before_number = words->number > 0 ? place->text.at[words->number - 1] : 0;
    if (place->previous == u'第' || place->previous == u'首')
        return true;
    if (place->previous == u'前' &&
        (!place->has_unit || sj_place_unit_is(place, u"名") || sj_place_unit_is(place, u"位") ||
         (words->traits & SJ_UNIT_TIME)))
        return true;
    if (before_number == u'几' || place->next == u'几' || before_number == u'若')
        return true;
    bool multiplier_first = sj_numeral_power(place->first) > 0 && !words->numeral.parts;
    if (multiplier_first && sj_folded_in(before_number, u"数上成好整某若"))
        return true;
    return place->first == u'零' || place->first == u'〇';
}

/* A straight quote opens or closes: whether an odd number of them stands in the line before. */
static bool straight_opens(struct sj_folded text, size_t quote)
{
    enum { LINE_REACH = 600 };
    bool odd = false;
    size_t floor = quote > LINE_REACH ? quote - LINE_REACH : 0;
    for (size_t at = quote; at > floor && text.at[at - 1] != '\n'; at--)
        odd = odd != (text.at[at - 1] == '"');
    return !odd;
}

/* “444”, 《…》, “三会一课”: slogans and names. Facts stand in quotes too, so measures stay. */
static bool is_quoted(const struct sj_place *place)
{
    enum { REACH = 20 };
    struct sj_folded text = place->text;
    size_t at = place->words->start, back = at > REACH ? at - REACH : 0, end = place->words->end;
    bool measure = ((place->words->traits & (SJ_UNIT_MEASURE | SJ_UNIT_RATIO)) ||
                    (place->has_unit && place->words->numeral.multiplier >= 4)) &&
                   sj_folded_is_digit(place->first);
    while (at > back && !sj_folded_in(text.at[at - 1], u"”》」』\n。“「『\"《"))
        at--;
    if (at == back || sj_folded_in(text.at[--at], u"”》」』\n。"))
        return false;
    if (text.at[at] == u'《')
        return true;
    if (text.at[at] == '"' && !straight_opens(text, at))
        return false;
    while (end < text.len && end < place->words->end + REACH &&
           !sj_folded_in(text.at[end], u"”」』\"\n。"))
        end++;
    return sj_folded_in(sj_folded_get(text, end), u"”」』\"") && (!measure || end - at <= 4);
}

/* Nouns that are headings of thought, not things that can be counted. */
static const struct sj_wordlist abstract_nouns = SJ_WORDLIST(
    u"补贴", u"手术", u"方面", u"建设", u"确保", u"名片", u"控制线", u"大事", u"坚持", u"转变",
    u"层面", u"环节", u"重点", u"关键", u"维度", u"意识", u"自信", u"维护", u"确立", u"提升",
    u"统一", u"结合", u"到位", u"体系", u"机制", u"制度", u"原则", u"战略", u"优势", u"阶段",
    u"抓手", u"突破", u"攻坚", u"革命", u"步骤", u"问题", u"不放过", u"必须", u"严禁", u"不准",
    u"底线", u"红线", u"关口", u"高地", u"坚战", u"硬仗", u"文章", u"台阶", u"新台阶", u"脚印",
    u"主题", u"主线", u"中心", u"基本", u"全面", u"务必", u"规定", u"要求", u"举措", u"措施",
    u"任务", u"工作", u"纪律", u"生活", u"代表", u"明确", u"能力", u"本领", u"作风", u"责任",
    u"清单", u"防线", u"路径", u"模式", u"格局", u"定位", u"导向", u"循环", u"面向", u"新发展",
    u"特色", u"亮点", u"融合", u"促进", u"联动", u"服务", u"一百年", u"倡导", u"化", u"强化",
    u"注重", u"狠抓", u"不变", u"不动摇", u"不减", u"摘帽", u"关系", u"效益", u"文明", u"短板",
    u"行动", u"严", u"实", u"好", u"新", u"着力", u"突出", u"聚焦", u"带头", u"创新", u"主体责任",
    u"重大", u"大局", u"牢固", u"落实", u"推进", u"加强", u"围绕", u"目标");

static const struct sj_wordlist abstract_units =
    SJ_WORDLIST(u"个", u"项", u"张", u"条", u"件", u"大项", u"种", u"道", u"场", u"支", u"块",
                u"篇", u"门", u"类");

/* 四个确保, 三张名片, 八项建设, 两大任务, 从三方面; a list that follows is counted (做五项:). */
static bool is_abstract(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    if (sj_folded_is_digit(place->first) || words->range)
        return false;
    if (sj_place_unit_char(place) == u'方' && (place->next == u'面' || place->next == u'针'))
        return true;
    if (!place->has_unit || !sj_wordlist_at(place->text, words->unit, &abstract_units) ||
        words->vague)
        return false;
    size_t at = words->end;
    if (sj_folded_in(place->next, u"大新小总主"))
        at++;
    return sj_wordlist_at(place->text, at, &abstract_nouns) > 0 ||
           sj_place_next_is_any(place, &abstract_nouns);
}

static const struct sj_wordlist counted_nouns = SJ_WORDLIST(
    u"村", u"社区", u"组", u"镇", u"乡", u"项目", u"企业", u"公司", u"学校", u"基地", u"合作社",
    u"园区", u"广场", u"公园", u"厂", u"站", u"点", u"库", u"馆", u"所", u"中心小学", u"支部",
    u"党支部", u"泵站", u"水库", u"桥", u"路段", u"小区", u"车间", u"大户", u"市场", u"医院",
    u"卫生院", u"幼儿园", u"敬老院", u"标段", u"行政村", u"自然村", u"建制村");
static const struct sj_wordlist gained_before = SJ_WORDLIST(
    u"打", u"挖", u"形成", u"发展", u"培育", u"建立", u"争取", u"申报", u"获批", u"实施", u"购买",
    u"购置", u"新购", u"新建", u"建成", u"建设", u"修建", u"成立", u"完成", u"配备", u"设立",
    u"打造", u"引进", u"新增", u"共", u"有", u"设", u"建", u"修", u"购", u"添置", u"安装", u"改造",
    u"改建", u"扩建", u"整修", u"维修", u"组建", u"创建", u"拆除", u"查处", u"办理", u"破获",
    u"举办", u"召开", u"开展", u"组织", u"发放", u"获", u"获得", u"荣获", u"各", u"培训", u"各建",
    u"增设", u"增加", u"招引", u"落户", u"签约", u"开办", u"捐赠", u"捐", u"拨", u"聘请", u"派出");
static const struct sj_wordlist fixed_one = SJ_WORDLIST(
    u"支笔", u"杆秤", u"碗水", u"例会", u"卡通", u"些", u"批", u"系列", u"起抓", u"把手", u"次性",
    u"步", u"样", u"面", u"度", u"旦", u"致", u"定", u"直", u"切", u"般", u"贯", u"律", u"经",
    u"并", u"带", u"线", u"方面", u"盘棋", u"条龙", u"条心", u"股绳", u"张网", u"张蓝图", u"张图",
    u"件事", u"条线", u"块", u"同", u"体", u"元化", u"家人", u"家亲", u"门式", u"点", u"层", u"手",
    u"声", u"道", u"场硬仗", u"刻", u"片", u"本账", u"档", u"把", u"站式", u"窗", u"网", u"个样",
    u"套班子", u"座难求", u"票否决", u"人一", u"户一", u"村一", u"事一", u"岗双", u"项一", u"家一",
    u"分为二", u"角", u"季度", u"代", u"类", u"级", u"等", u"期", u"轮", u"天", u"年");

/* 一: more often a word than a count. */
static bool is_fixed_one(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    struct sj_folded text = place->text;
    if (place->first != u'一' || !place->single || words->vague)
        return false;
    if (sj_place_unit_is(place, u"批") || sj_place_unit_is(place, u"些") ||
        (sj_place_unit_is(place, u"例") && place->next == u'会') ||
        (sj_folded_in(place->next, u"都也") && !(words->traits & SJ_UNIT_MEASURE)))
        return true;
    if (sj_folded_in(place->previous, u"同另这那某任统唯之专单万不合划归逐漏落少缺无没每第哪如之"))
        return true;
    /* 不让一户受冻 */
    if (place->previous == u'让' && words->start >= 2 &&
        sj_folded_in(text.at[words->start - 2], u"不别莫"))
        return true;
    if (place->next == u'一' || (words->number >= 2 && text.at[words->number - 2] == u'一'))
        return true;
    bool bounded = !sj_folded_is_han(place->next) || place->next == u'的';
    bool listed = place->last_end > 0 && words->start - place->last_end <= 8 &&
                  sj_folded_in(place->previous, u"、和及与,");
    bool gained = sj_place_before_is_any(place, &gained_before);
    bool often = words->start >= 2 && text.at[words->start - 2] == u'每';
    if (often || listed)
        return false;
    bool fixed = sj_wordlist_at(text, words->number_end, &fixed_one) > 0;
    if (fixed && !(bounded && gained) &&
        !(bounded && sj_folded_is_han(place->previous) && !(sj_place_unit_char(place) == u'面')))
        return true;
    bool concrete =
        sj_folded_in(sj_place_unit_char(place), u"辆座台栋幢所间艘架头棵株套家户亩名位支处篇") ||
        (sj_place_unit_char(place) == u'口' && sj_folded_in(place->next, u"大水新井塘深机山")) ||
        (words->traits & SJ_UNIT_MEASURE);
    return !concrete && !bounded && !gained && !sj_place_next_is_any(place, &counted_nouns);
}

/* Classifiers that are other words as often: 三级, 一期工程, 二轮延包, 两手, 三对照. */
static bool is_weak_chinese(const struct sj_place *place)
{
    static const char16_t weak[] =
        u"对把种面层门类样分角度方成级班包票版期轮集首册页声代口盘套道片棚排皮";
    const struct sj_quantity_words *words = place->words;
    if (sj_folded_is_digit(place->first) || words->vague || words->range)
        return false;
    if (!place->has_unit)
        return !words->numeral.parts && !words->numeral.fraction && !words->numeral.more;
    if (!sj_folded_in(sj_place_unit_char(place), weak) || words->unit_end - words->unit > 1)
        return false;
    if (!sj_folded_is_han(place->next))
        return sj_folded_in(sj_place_unit_char(place), u"类级期轮代棚") && place->first != u'两' &&
               !sj_place_before_is_any(place, &gained_before);
    return place->first != u'两' && !sj_place_before_is_any(place, &gained_before);
}

/* 一带两核四片, 两所一庭: single numerals, each with a noun of its own, are a slogan; 五户三人,
 * where both nouns are units, is not. */
static bool is_slogan(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    struct sj_folded text = place->text;
    unsigned traits = 0;
    if (!place->single || place->last_end == words->start)
        return false;
    if (sj_numeral_chinese_digit(place->next) > 0 &&
        sj_folded_is_han(sj_folded_get(text, words->end + 1)) &&
        !sj_numeral_is_chinese(sj_folded_get(text, words->end + 1)) &&
        sj_unit_read(text, words->end + 1, false, &traits) == words->end + 1)
        return true;
    if (words->number < 3 || place->last_end)
        return false;
    uint16_t between = text.at[words->number - 1], numeral = text.at[words->number - 2];
    return sj_folded_is_han(between) && between != u'是' && sj_numeral_chinese_digit(numeral) > 0 &&
           sj_numeral_chinese_digit(between) < 0 && !sj_numeral_power(between) &&
           text.at[words->number - 3] != u'第';
}

static const struct sj_wordlist longer_words = SJ_WORDLIST(
    u"路灯", u"路段", u"路口", u"路网", u"路面", u"路线", u"路长", u"路程", u"路基", u"升至",
    u"升到", u"升级", u"升学", u"升格", u"发放", u"发生", u"发展", u"发现", u"发动", u"发布",
    u"发出", u"发挥", u"发证", u"发包", u"发病", u"发送", u"发电", u"发达", u"行政", u"行业",
    u"行动", u"行为", u"行驶", u"棒球", u"镇政", u"乡政", u"县政", u"市政", u"村委", u"县委",
    u"市委", u"镇人", u"乡人", u"排查", u"排名", u"排放", u"排除", u"排列", u"排水", u"排污",
    u"排序", u"排涝", u"具体", u"具有", u"具备", u"分别", u"分类", u"分为", u"分配", u"方面",
    u"方案", u"方针", u"方式", u"方向", u"成功", u"成立", u"成为", u"成员", u"成效", u"成果",
    u"成绩", u"成本", u"人均", u"人民", u"处理", u"点多", u"项目", u"名单", u"组织", u"场所",
    u"场地", u"期间", u"段时", u"台账", u"面积", u"次性", u"家庭", u"部门", u"部分", u"度假",
    u"天然", u"元旦", u"件套", u"村级", u"村民", u"镇级", u"乡级", u"班倒", u"班制", u"县级",
    u"镇党", u"乡党", u"米粉", u"斤斤", u"班子", u"所有", u"所在", u"区域", u"站位", u"层面",
    u"门前", u"级别");

/* 十届人大三次会议, 三元村, 两个半小时: a session's number, a name, more than the words alone. */
static bool is_part_of_name(const struct sj_place *place)
{
    if (!place->words->numeral.chinese)
        return false;
    if (sj_place_unit_is(place, u"次") && sj_folded_in(place->next, u"会全"))
        return sj_folded_in(place->previous, u"届大会委");
    if (sj_place_unit_is(place, u"元") && place->single)
        return sj_folded_in(place->next, u"村镇乡社桥里街");
    return sj_place_unit_is(place, u"个") && place->next == u'半';
}

/* 接入探头312路, but 乘3路到 and 3路公交 are of a line's number. */
static bool is_line_number(const struct sj_place *place)
{
    return sj_place_unit_is(place, u"路") &&
           (sj_folded_is_han(place->next) || !sj_folded_is_han(place->previous) ||
            sj_folded_in(place->previous, u"交乘坐"));
}

/* 一本19人, 二本上线: of universities, the first and the second. */
static bool is_tier(const struct sj_place *place)
{
    return place->single && sj_place_unit_is(place, u"本") &&
           (sj_folded_is_digit(place->next) || sj_folded_in(place->next, u"上以线院大录批达"));
}

/* Units that the next character makes another word: 3分别, 5方面, 30成效, 20人均. */
static bool is_other_word(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    if (sj_place_unit_is(place, u"g") && sj_folded_is_han(place->next) &&
        words->number_end == words->number + 1)
        return true; /* 5G基站 */
    return place->has_unit && words->end == words->unit_end && words->end > words->unit &&
           words->unit_end - words->unit == 1 &&
           sj_wordlist_at(place->text, words->unit, &longer_words) > 0 &&
           !words->numeral.multiplier;
}

/* No unit on the page: a figure only with a multiplier or qualifier, or where a sentence ends
 * with it. */
static bool is_bare_number(const struct sj_place *place)
{
    const struct sj_quantity_words *words = place->words;
    if (place->has_unit || words->numeral.parts || words->numeral.fraction)
        return false;
    if (place->first == u'半')
        return true;
    if (words->numeral.chinese)
        return !(words->numeral.multiplier || words->vague) || words->numeral.bare ||
               sj_folded_is_han(place->next);
    if (words->numeral.multiplier >= 4 || words->numeral.lost_point)
        return place->next == u'工'; /* 百万工程 */
    if (sj_folded_in(place->next, u"号线路时点楼栋届级型条"))
        return true;
    bool closed = sj_folded_in(place->next, u"。.;,)\n每") || place->next == 0;
    if (words->numeral.value.coefficient == 0 && place->previous == u'为')
        return !closed;
    if (words->vague)
        return !closed;
    return !closed || !sj_folded_is_han(place->previous) || words->number_end < words->number + 2 ||
           (words->numeral.value.coefficient > 1900 && words->numeral.value.coefficient < 2100 &&
            words->numeral.value.scale == 0);
}

/* 丰收村8组: the eighth group, while in 5村51组 the village has its number. */
static bool is_place_name(const struct sj_place *place)
{
    if (place->previous != u'村' || place->last_end == place->words->start)
        return false;
    return sj_place_unit_is(place, u"组") || sj_place_unit_is(place, u"队") ||
           sj_place_unit_is(place, u"屯");
}

bool sj_is_left_out(struct sj_folded text, const struct sj_quantity_words *words, size_t last_end)
{
    struct sj_place place = {.text = text, .words = words, .last_end = last_end};
    place.first = text.at[words->number];
    place.previous = words->start > 0 ? text.at[words->start - 1] : 0;
    place.next = sj_folded_get(text, words->end);
    place.single = words->numeral.chinese && words->number_end == words->number + 1;
    place.has_unit = words->unit_end > words->unit;
    return is_code(&place) || is_ordinal_or_vague(&place) || is_quoted(&place) ||
           sj_place_is_date(&place) || is_fixed_one(&place) || is_abstract(&place) ||
           is_weak_chinese(&place) || is_slogan(&place) || is_tier(&place) ||
           is_line_number(&place) || is_part_of_name(&place) || is_other_word(&place) ||
           is_bare_number(&place) || is_place_name(&place);
}
