#include "reader/names.h"

#include "rules/wordlist.h"

/* The commoner surnames. Those that begin many other words (水, 公, 计, 卫, 司 …) are left out: a
 * name that is missed is a smaller fault here than a word that is taken for a person. */
static const char16_t surnames[] = u"王李张刘陈杨黄赵吴周徐孙朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾"
                                   u"肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
                                   u"沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷"
                                   u"侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
                                   u"莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿"
                                   u"关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅"
                                   u"童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
                                   u"饶解牟艾尤阳时穆农卓古吉缪简车项连"
                                   u"芦麦褚娄窦戚岑景党宫费卜冷晏席柏米隋全";
static const struct sj_wordlist double_surnames =
    SJ_WORDLIST(u"欧阳", u"上官", u"司马", u"诸葛", u"皇甫", u"尉迟", u"令狐", u"夏侯");
/* Words that begin like a name and are none. */
static const struct sj_wordlist no_names = SJ_WORDLIST(
    u"林业", u"文化", u"文明", u"文体", u"安全", u"安监", u"安办", u"方便", u"方式", u"高速",
    u"高龄", u"金融", u"单位", u"项目", u"程序", u"管理", u"管护", u"车辆", u"车站", u"房屋",
    u"房产", u"党委", u"党员", u"党建", u"党政", u"党支", u"党群", u"平安", u"康复", u"成员",
    u"成立", u"路灯", u"路政", u"农业", u"农村", u"农户", u"农民", u"农办", u"农机", u"农技",
    u"农合", u"农经", u"时间", u"万元", u"江河", u"商会", u"钱款", u"石油", u"于是", u"马上",
    u"古镇", u"国家", u"全镇", u"全乡", u"全村", u"全体", u"全年", u"关于", u"关系", u"连续",
    u"解决", u"解答", u"游客", u"包村", u"包片", u"包保", u"向上", u"向阳", u"华侨", u"任务",
    u"任职", u"任何", u"方面", u"白天", u"温馨", u"易地", u"尚未", u"左右", u"景区", u"米面",
    u"章程", u"田间", u"申请", u"申报", u"施工", u"纪委", u"纪检", u"武装", u"经办", u"符合",
    u"简要", u"简称", u"余人", u"余户", u"余元", u"万人", u"万户", u"成功", u"成果", u"教育",
    u"宣传", u"老人");
/* Whoever is called something ends in one of these: 村民, 户主, 书记, 主任, 姓名, 联系人 … */
static const char16_t before_names[] =
    u"名人主民记书任长员户者生师委干部属妻夫父母子女兄弟群众村组镇乡区由为叫是向给找";
/* Between a name and its number, longest first where one begins like another. */
static const struct sj_wordlist labels = SJ_WORDLIST(
    u"公民身份号码", u"居民身份证号码", u"身份证号码", u"身份证件号", u"身份证号", u"身份证",
    u"证件号码", u"证件号", u"联系电话号码", u"联系电话", u"联系方式", u"联系手机", u"联系号码",
    u"手机号码", u"手机号", u"手机", u"电话号码", u"电话", u"银行卡号", u"银行账号", u"银行帐号",
    u"银行账户", u"社保卡号", u"存折账号", u"卡号", u"账号", u"帐号", u"银行卡", u"一卡通", u"号码",
    u"微信号", u"微信", u"同志", u"先生", u"女士", u"小姐", u"书记", u"主任", u"镇长", u"乡长",
    u"村长", u"组长", u"所长", u"站长", u"校长", u"医生", u"老师", u"的", u"为", u"是", u"男",
    u"女", u"汉族", u"本人", u"其", u"号");
static const struct sj_wordlist phone_words = SJ_WORDLIST(u"电话", u"手机", u"联系");
static const struct sj_wordlist card_words =
    SJ_WORDLIST(u"卡号", u"账号", u"帐号", u"账户", u"银行卡", u"一卡通");
static const struct sj_wordlist office_words = SJ_WORDLIST(
    u"值班", u"热线", u"监督", u"举报", u"服务", u"咨询", u"客服", u"投诉", u"应急", u"救援",
    u"报警", u"办公", u"公开", u"传真", u"总机", u"政府", u"派出所", u"卫生院");

enum { LABELS_MAX = 8, REACH = 16 };

static bool is_punctuation(uint16_t unit)
{
    return sj_folded_in(unit, u" :,()、-/+\"“”;");
}

static bool names_kind(struct sj_folded text, size_t start, size_t end,
                       const struct sj_wordlist *words)
{
    for (size_t at = start; at < end; at++)
        if (sj_wordlist_at(text, at, words) > 0)
            return true;
    return false;
}

/* Length of the surname at `at`; 0: none. */
static size_t surname_at(struct sj_folded text, size_t at)
{
    size_t len = sj_wordlist_at(text, at, &double_surnames);
    return len > 0 ? len : sj_folded_in(sj_folded_get(text, at), surnames);
}

static bool is_name(struct sj_folded text, size_t start, size_t end)
{
    size_t surname = surname_at(text, start), len = end - start;
    if (surname == 0 || len <= surname || len > surname + 2 ||
        sj_wordlist_at(text, start, &no_names))
        return false;
    for (size_t at = start; at < end; at++)
        if (!sj_folded_is_han(text.at[at]) || text.at[at] == u'某')
            return false;
    return true;
}

/* A name begins there: behind no character of Chinese, or behind one that ends what people are. */
static bool may_begin(struct sj_folded text, size_t start)
{
    uint16_t before = start > 0 ? text.at[start - 1] : 0;
    if (before == u'主' && text.at[start] == u'任')
        return false;
    return !sj_folded_is_han(before) || sj_folded_in(before, before_names);
}

/* The longest name that ends at `end`. */
static bool name_ends(struct sj_folded text, size_t end, struct sj_beside *beside)
{
    for (size_t len = 4; len >= 2; len--) {
        if (len > end || !may_begin(text, end - len) || !is_name(text, end - len, end))
            continue;
        beside->name = end - len;
        beside->name_end = end;
        return true;
    }
    return false;
}

struct sj_beside sj_beside_before(struct sj_folded text, size_t at)
{
    size_t from = at > REACH ? at - REACH : 0, end = at;
    while (at > from && text.at[at - 1] != '\n' && !sj_folded_in(text.at[at - 1], u"。!?"))
        at--;
    struct sj_beside beside = {.name = end,
                               .name_end = end,
                               .phone = names_kind(text, at, end, &phone_words),
                               .card = names_kind(text, at, end, &card_words),
                               .office = names_kind(text, at, end, &office_words)};
    for (int i = 0; i < LABELS_MAX; i++) {
        while (end > at && is_punctuation(text.at[end - 1]))
            end--;
        if (name_ends(text, end, &beside))
            return beside;
        size_t label = sj_wordlist_before(text, end, &labels);
        if (label == 0 || label > end - at)
            return beside;
        end -= label;
    }
    return beside;
}

void sj_beside_after(struct sj_folded text, size_t end, struct sj_beside *beside)
{
    size_t start = end;
    while (start < end + 2 && sj_folded_in(sj_folded_get(text, start), u" (,:"))
        start++;
    if (start == end)
        return;
    size_t stop = start;
    while (stop < start + 5 && sj_folded_is_han(sj_folded_get(text, stop)))
        stop++;
    if (stop - start < 2 || stop - start > 4 || !is_name(text, start, stop))
        return;
    beside->name = start;
    beside->name_end = stop;
}
