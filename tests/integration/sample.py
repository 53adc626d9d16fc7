"""Short reports of made-up townships for the tests; sample data, no real place."""

RICE = """南浦镇2021年工作总结和2022年工作计划
(2021年12月20日)
一、2021年工作情况
(一)农业生产。全镇完成早稻种植{rice},油菜种植面积2300亩。
(二)环境整治。全年完成改厕任务数650个。
(三)信访维稳。一年来化解各类社会矛盾20余起。
二、存在的问题
一是产业链条不长;二是集镇设施陈旧。
三、2022年工作计划
力争完成早稻种植2000亩。
"""


def report(rice):
    return RICE.format(rice=rice)
