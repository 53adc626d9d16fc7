/* Units and classifiers in simplified characters and small letters, in the order of their code
 * points (tests/unit/unit_test.c holds the table to it). Multipliers are no part of a unit: 万亩 is
 * 亩. */
#ifndef SHANGJI_RULES_UNIT_TABLE_H
#define SHANGJI_RULES_UNIT_TABLE_H

#include "rules/unit.h"

enum {
    NOUN = SJ_UNIT_NOUN,
    MEASURE = SJ_UNIT_MEASURE,
    TIME = SJ_UNIT_TIME,
    RATIO = SJ_UNIT_RATIO,
    LOOSE = SJ_UNIT_LOOSE
};

struct unit_row {
    const char16_t *word;
    unsigned traits;
};

/* clang-format off */
static const struct unit_row units[] = {
    {u"%", RATIO}, {u"cm", MEASURE}, {u"db", MEASURE}, {u"g", MEASURE}, {u"gb", MEASURE},
    {u"gw", MEASURE}, {u"hm2", MEASURE}, {u"hm²", MEASURE}, {u"kg", MEASURE}, {u"km", MEASURE},
    {u"km2", MEASURE}, {u"km²", MEASURE}, {u"kv", MEASURE}, {u"kva", MEASURE}, {u"kw", MEASURE},
    {u"kwh", MEASURE}, {u"kw·h", MEASURE}, {u"l", MEASURE}, {u"m", MEASURE}, {u"m2", MEASURE},
    {u"m3", MEASURE}, {u"mb", MEASURE}, {u"mg", MEASURE}, {u"ml", MEASURE}, {u"mm", MEASURE},
    {u"mw", MEASURE}, {u"mwh", MEASURE}, {u"mwp", MEASURE}, {u"m²", MEASURE}, {u"m³", MEASURE},
    {u"ppm", MEASURE}, {u"t", MEASURE}, {u"tb", MEASURE}, {u"ug", MEASURE}, {u"w", MEASURE},
    {u"°", MEASURE}, {u"°c", MEASURE}, {u"μg", MEASURE}, {u"‰", RATIO}, {u"‱", RATIO},
    {u"℃", MEASURE}, {u"㎏", MEASURE}, {u"㎜", MEASURE}, {u"㎝", MEASURE}, {u"㎞", MEASURE},
    {u"㎡", MEASURE}, {u"㎢", MEASURE}, {u"㎥", MEASURE}, {u"丈", MEASURE}, {u"世纪", TIME}, {u"丛", NOUN},
    {u"个", NOUN}, {u"个世纪", TIME}, {u"个千分点", RATIO}, {u"个周", TIME}, {u"个多小时", TIME}, {u"个多月", TIME},
    {u"个季度", TIME}, {u"个学期", TIME}, {u"个小时", TIME}, {u"个工作日", TIME}, {u"个年度", TIME}, {u"个星期", TIME},
    {u"个昼夜", TIME}, {u"个月", TIME}, {u"个次", NOUN}, {u"个点", RATIO}, {u"个百分点", RATIO}, {u"个钟头", TIME},
    {u"乡", LOOSE}, {u"亩", MEASURE}, {u"亩次", MEASURE}, {u"人", 0}, {u"人份", 0}, {u"人公里", MEASURE},
    {u"人天", 0}, {u"人日", 0}, {u"人次", 0}, {u"人民币元", MEASURE}, {u"件", NOUN}, {u"件次", 0}, {u"份", NOUN},
    {u"份次", 0}, {u"企", LOOSE}, {u"伏", MEASURE}, {u"位", NOUN}, {u"例", 0}, {u"例次", 0}, {u"倍", RATIO},
    {u"元", MEASURE}, {u"元人民币", MEASURE}, {u"元钱", MEASURE}, {u"兆", MEASURE}, {u"兆伏安", MEASURE},
    {u"兆帕", MEASURE}, {u"兆焦", MEASURE}, {u"兆瓦", MEASURE}, {u"兆瓦时", MEASURE}, {u"兆赫", MEASURE},
    {u"克", MEASURE}, {u"兜", NOUN}, {u"公亩", MEASURE}, {u"公分", MEASURE}, {u"公升", MEASURE},
    {u"公担", MEASURE}, {u"公斤", MEASURE}, {u"公里", MEASURE}, {u"公里次", 0}, {u"公顷", MEASURE},
    {u"具", NOUN}, {u"册", NOUN}, {u"分", 0}, {u"分米", MEASURE}, {u"分贝", MEASURE}, {u"分钟", TIME},
    {u"分钱", MEASURE}, {u"分项", NOUN}, {u"则", NOUN}, {u"剂", NOUN}, {u"剂次", 0}, {u"副", NOUN},
    {u"副次", 0}, {u"加元", MEASURE}, {u"勒克斯", MEASURE}, {u"包", NOUN}, {u"匹", NOUN}, {u"匹次", NOUN},
    {u"千伏", MEASURE}, {u"千伏安", MEASURE}, {u"千克", MEASURE}, {u"千卡", MEASURE}, {u"千焦", MEASURE},
    {u"千瓦", MEASURE}, {u"千瓦小时", MEASURE}, {u"千瓦时", MEASURE}, {u"千米", MEASURE}, {u"升", MEASURE},
    {u"华里", MEASURE}, {u"单", 0}, {u"单元", NOUN}, {u"单次", 0}, {u"卡", MEASURE}, {u"卢布", MEASURE},
    {u"卷", NOUN}, {u"厂", LOOSE}, {u"厘米", MEASURE}, {u"县", LOOSE}, {u"双", NOUN}, {u"发", LOOSE},
    {u"口", 0}, {u"口人", 0}, {u"只", NOUN}, {u"只次", 0}, {u"只羽", NOUN}, {u"台", NOUN}, {u"台套", NOUN},
    {u"台戏", NOUN}, {u"台次", 0}, {u"台班", 0}, {u"吉瓦", MEASURE}, {u"吉瓦时", MEASURE}, {u"名", NOUN},
    {u"吨", MEASURE}, {u"吨位", MEASURE}, {u"吨公里", MEASURE}, {u"吨标准煤", MEASURE}, {u"吨标煤", MEASURE},
    {u"周", TIME}, {u"周岁", TIME}, {u"周年", TIME}, {u"回", 0}, {u"园", LOOSE}, {u"国际元", MEASURE},
    {u"土方", MEASURE}, {u"场", 0}, {u"场戏", NOUN}, {u"场次", 0}, {u"块", NOUN}, {u"块次", NOUN},
    {u"块钱", MEASURE}, {u"坛", NOUN}, {u"垄", NOUN}, {u"垧", MEASURE}, {u"埂", NOUN}, {u"堂", NOUN},
    {u"堂课", NOUN}, {u"堵", NOUN}, {u"壶", NOUN}, {u"处", 0}, {u"处次", 0}, {u"夜", TIME}, {u"大类", NOUN},
    {u"大项", NOUN}, {u"天", TIME}, {u"头", NOUN}, {u"头份", NOUN}, {u"头只", NOUN}, {u"头次", 0},
    {u"套", NOUN}, {u"套房", NOUN}, {u"套次", NOUN}, {u"子项", NOUN}, {u"孔", NOUN}, {u"孔公里", MEASURE},
    {u"孔窑", NOUN}, {u"字", NOUN}, {u"季", TIME}, {u"季度", TIME}, {u"学分", 0}, {u"学时", 0}, {u"学期", TIME},
    {u"宗", 0}, {u"家", 0}, {u"家户", 0}, {u"家次", 0}, {u"寨", LOOSE}, {u"寸", MEASURE}, {u"对", NOUN},
    {u"封", NOUN}, {u"尊", NOUN}, {u"小时", TIME}, {u"小类", NOUN}, {u"小项", NOUN}, {u"尺", MEASURE},
    {u"尾", NOUN}, {u"局", NOUN}, {u"层", NOUN}, {u"屉", NOUN}, {u"屯", LOOSE}, {u"岁", TIME},
    {u"岗", LOOSE}, {u"峰", NOUN}, {u"工作日", TIME}, {u"工日", 0}, {u"市斤", MEASURE}, {u"帧", NOUN},
    {u"席", NOUN}, {u"幅", NOUN}, {u"幅次", 0}, {u"幢", NOUN}, {u"平方", MEASURE}, {u"平方公里", MEASURE},
    {u"平方分米", MEASURE}, {u"平方千米", MEASURE}, {u"平方厘米", MEASURE}, {u"平方米", MEASURE}, {u"平米", MEASURE},
    {u"年", TIME}, {u"年度", TIME}, {u"床", NOUN}, {u"床位", LOOSE}, {u"库", LOOSE}, {u"店", LOOSE},
    {u"度", MEASURE}, {u"座", NOUN}, {u"座位", LOOSE}, {u"延米", MEASURE}, {u"延长米", MEASURE},
    {u"张", NOUN}, {u"张床位", NOUN}, {u"张次", NOUN}, {u"微克", MEASURE}, {u"微米", MEASURE}, {u"成", RATIO},
    {u"户", 0}, {u"户次", 0}, {u"所", NOUN}, {u"扇", NOUN}, {u"批", 0}, {u"批次", 0}, {u"把", NOUN},
    {u"担", MEASURE}, {u"捆", NOUN}, {u"排", NOUN}, {u"摄氏度", MEASURE}, {u"支", NOUN}, {u"支次", NOUN},
    {u"斤", MEASURE}, {u"新台币", MEASURE}, {u"方", MEASURE}, {u"方阵", NOUN}, {u"日", TIME},
    {u"日元", MEASURE}, {u"星期", TIME}, {u"昼夜", TIME}, {u"晚", TIME}, {u"曲", NOUN}, {u"月", TIME},
    {u"期", 0}, {u"期次", 0}, {u"本", NOUN}, {u"朵", NOUN}, {u"杆", NOUN}, {u"杆公里", MEASURE},
    {u"村", LOOSE}, {u"村次", 0}, {u"束", NOUN}, {u"条", NOUN}, {u"条次", 0}, {u"杯", NOUN}, {u"枚", NOUN},
    {u"枚次", NOUN}, {u"枝", NOUN}, {u"架", NOUN}, {u"架次", 0}, {u"标准箱", 0}, {u"标段", NOUN}, {u"标箱", 0},
    {u"栋", NOUN}, {u"栋次", NOUN}, {u"栏", NOUN}, {u"校", LOOSE}, {u"株", NOUN}, {u"样", NOUN},
    {u"样本", NOUN}, {u"样次", 0}, {u"根", NOUN}, {u"桌", NOUN}, {u"档", NOUN}, {u"桩", 0}, {u"桶", NOUN},
    {u"棒", NOUN}, {u"棚", NOUN}, {u"棵", NOUN}, {u"次", 0}, {u"欧元", MEASURE}, {u"款", NOUN},
    {u"段", NOUN}, {u"毫克", MEASURE}, {u"毫升", MEASURE}, {u"毫安", MEASURE}, {u"毫米", MEASURE},
    {u"泊位", LOOSE}, {u"海里", MEASURE}, {u"港元", MEASURE}, {u"港币", MEASURE}, {u"滴", NOUN},
    {u"澳元", MEASURE}, {u"点次", 0}, {u"片", NOUN}, {u"版", NOUN}, {u"班", NOUN}, {u"班次", 0},
    {u"瑞郎", MEASURE}, {u"瓦", MEASURE}, {u"瓶", NOUN}, {u"畦", NOUN}, {u"百分点", RATIO}, {u"皮", NOUN},
    {u"皮长公里", MEASURE}, {u"盆", NOUN}, {u"盏", NOUN}, {u"盏灯", NOUN}, {u"盒", NOUN}, {u"盘", NOUN},
    {u"盘次", NOUN}, {u"眼", NOUN}, {u"碗", NOUN}, {u"社区", LOOSE}, {u"票", 0}, {u"种", NOUN},
    {u"秒", TIME}, {u"秒钟", TIME}, {u"穴", NOUN}, {u"窝", NOUN}, {u"立方", MEASURE}, {u"立方厘米", MEASURE},
    {u"立方米", MEASURE}, {u"立方英尺", MEASURE}, {u"站", LOOSE}, {u"站次", 0}, {u"竿", NOUN}, {u"笔", 0},
    {u"笔次", 0}, {u"笼", NOUN}, {u"筐", NOUN}, {u"筒", NOUN}, {u"箱", NOUN}, {u"篇", NOUN}, {u"篓", NOUN},
    {u"米", MEASURE}, {u"类", NOUN}, {u"粒", NOUN}, {u"组", NOUN}, {u"组次", 0}, {u"缕", NOUN},
    {u"缸", NOUN}, {u"罐", NOUN}, {u"网格", LOOSE}, {u"网次", 0}, {u"网箱", NOUN}, {u"美元", MEASURE},
    {u"美金", MEASURE}, {u"群", NOUN}, {u"羽", NOUN}, {u"羽份", NOUN}, {u"羽只", NOUN}, {u"羽次", 0},
    {u"股", NOUN}, {u"航次", 0}, {u"船", NOUN}, {u"船次", 0}, {u"艇", NOUN}, {u"艘", NOUN}, {u"节", NOUN},
    {u"节次", NOUN}, {u"芯公里", MEASURE}, {u"英镑", MEASURE}, {u"茬", NOUN}, {u"蒸吨", MEASURE},
    {u"蒸汽吨", MEASURE}, {u"蔸", NOUN}, {u"行", LOOSE}, {u"街道", LOOSE}, {u"袋", NOUN}, {u"角", MEASURE},
    {u"角钱", MEASURE}, {u"课时", 0}, {u"赫兹", MEASURE}, {u"起", 0}, {u"起次", 0}, {u"趟", 0}, {u"趟次", 0},
    {u"路", LOOSE}, {u"车", NOUN}, {u"车位", LOOSE}, {u"车公里", MEASURE}, {u"车厢", NOUN}, {u"车次", 0},
    {u"车皮", 0}, {u"车道", LOOSE}, {u"轮", 0}, {u"轮次", 0}, {u"载", TIME}, {u"辆", NOUN}, {u"辆份", NOUN},
    {u"辆次", 0}, {u"遍", 0}, {u"道", NOUN}, {u"道次", NOUN}, {u"部", NOUN}, {u"部次", NOUN}, {u"里", LOOSE},
    {u"针", NOUN}, {u"针剂", NOUN}, {u"针次", 0}, {u"钟头", TIME}, {u"锭", NOUN}, {u"镇", LOOSE},
    {u"门", NOUN}, {u"门次", NOUN}, {u"间", NOUN}, {u"队", NOUN}, {u"队伍", LOOSE}, {u"集", NOUN},
    {u"面", NOUN}, {u"韩元", MEASURE}, {u"页", NOUN}, {u"顶", NOUN}, {u"顷", MEASURE}, {u"项", NOUN},
    {u"项次", 0}, {u"顿", NOUN}, {u"颗", NOUN}, {u"馆", LOOSE}, {u"首", NOUN}, {u"马力", MEASURE},
};
/* clang-format on */

enum { UNITS = sizeof units / sizeof units[0] };

#endif
