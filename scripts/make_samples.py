"""Make the sample sheets that come with the demo county, as a county office would send them.

They are kept in the package as they are; run this only to change them, then look at them in a spreadsheet program.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from sample_enterprises import ENTITIES_LISTED, VENUES_LISTED, VENUES_ORDER
from shuangying.core.codes import check_character, credit_code
from shuangying.core.codes.bodies import credit_check
from shuangying.core.problems import Invalid

SAMPLES = Path(__file__).parent.parent / "src/shuangying/demo/samples"
MADE_AT = datetime(2020, 3, 5, 8, 30)
THIN = Border(*(Side(style="thin") for _ in range(4)))
TEXT, BOLD = Font(name="宋体", size=12), Font(name="宋体", size=12, bold=True)
TITLE = Font(name="宋体", size=18, bold=True)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
UNITS = {"亿元": Decimal(10**4), "亿": Decimal(10**4), "万元": Decimal(1), "万": Decimal(1), "元": Decimal("0.0001")}


@dataclass(frozen=True)
class Batch:
    """A batch as the sheet heads it: its state's word, its rows (name and amount as written), and, if the sheet is wrong
    about itself, the sum that it states (in 亿元)."""

    word: str
    rows: Sequence[tuple[str, Any]]
    stated: str = ""


DEMO = (
    Batch(
        "开工",
        (
            ("黄岗镇农产品加工车间项目", 0.35),
            ("郭村镇土地整治项目", "8600万元"),
            ("浮岗镇中心小学综合楼工程", 0.24),
            ("李新庄镇肉鸭养殖场项目", "6,200万元"),
            ("徐寨镇苗木基地滴灌改造项目", 0.185),
            ("张集镇采煤沉陷地治理工程", "1.58亿元"),
            ("单县电商创业产业园项目", 2.63),
            ("终兴镇污水处理站工程", "０．４３"),
            ("谢集镇粮油加工车间项目", "0.97 亿"),
            ("城区雨污分流改造工程", 2.16),
            ("县城公厕改造工程", "1250万元"),
        ),
    ),
    Batch(
        "竣工",
        (
            ("杨楼镇便民服务中心工程", "1,860万元"),
            ("朱集镇农贸市场改造项目", 0.23),
            ("时楼镇光伏扶贫电站项目", 0.74),
            ("人民医院门诊楼修缮工程", "5200万"),
        ),
    ),
    Batch(
        "储备",
        (
            ("高老家乡桑蚕养殖项目", 0.56),
            ("曹庄乡大蒜仓储项目", "1.2亿元"),
            ("李田楼镇服装加工项目", "8400万元"),
            ("龙王庙镇边贸市场项目", 2.35),
            ("莱河镇羊绒纺织项目", 3.1),
            ("东城街道科创孵化楼项目", "2.68"),
            ("北城街道慢行绿道工程", "4,700万元"),
            ("南城街道便民菜市场工程", 0.365),
        ),
    ),
    Batch(
        "谋划",
        (
            ("园艺街道智慧医疗装备项目", 6.8),
            ("黄岗镇辣椒加工项目", "1.5亿元"),
            ("终兴镇空铁联运物流港项目", 12),
            ("高韦庄镇木制品检测中心项目", "9500万元"),
            ("蔡堂镇有机肥生产项目", 1.68),
            ("朱集镇秸秆综合利用项目", "2.2 亿元"),
            ("李新庄镇食品包装项目", 1.86),
            ("浮岗镇湿地科普馆项目", "7,800万元"),
            ("莱河镇烧烤食材加工项目", 2.6),
            ("时楼镇山楂深加工项目", "11500万元"),
            ("杨楼镇皮革制品项目", 1.42),
            ("张集镇煤矸石制砖项目", "１．９８"),
            ("谢集镇钢结构加工项目", 3.2),
            ("郭村镇农机机库项目", "5400万元"),
            ("城乡公交一体化工程", 4.6),
            ("5G基站布局工程", "38,500万元"),
            ("县城供热管网工程", 7.2),
            ("档案馆新馆工程", 1.26),
        ),
    ),
)

MESSY = (
    Batch(
        "开工",
        (
            ("健康食品产业园项目", 12.6),
            ("冷链物流园项目", "3.5亿元"),
            ("单县高档家具加工项目", "28,000万元"),
            ("蔡堂镇蔬菜大棚项目", "4600万"),
            ("园区一号路工程", "０．８５"),
            ("园区二号路工程", 0.92),
            ("中医院病房楼工程", "1.86 亿元"),
            ("污水处理厂提标改造工程", "9,650.5万元"),
        ),
    ),
    Batch(
        "竣工",
        (
            ("阳光小学教学楼工程", "3200万元"),
            ("龙王庙镇防汛道路工程", 0.47),
            ("县城绿道工程", "12,345,600元"),
        ),
    ),
    Batch(
        "储备",
        (
            ("冷链物流园项目（二期）", 2.4),
            ("功能糖生产线项目", "5亿元"),
            ("莱河镇烤全羊食品加工项目", "6800万元"),
            ("健康食品产业园项目", 12.6),
        ),
    ),
    Batch(
        "谋划",
        (
            ("单县浮龙湖生态观光项目", 18.5),
            ("风电主机装配项目", "22亿元"),
            ("黄岗镇番茄酱灌装项目", "15,500万元"),
            ("城乡供水一体化工程", 9.3),
            ("智慧养老社区项目", "4.2亿"),
        ),
        stated="56.55",
    ),
)

DATES = (
    ("终兴镇木门加工项目", "终兴镇", 12800, date(2020, 2, 24), "2021年6月30日"),
    ("徐寨镇面粉加工项目", "徐寨镇", 6500, "2020-02-24", date(2020, 12, 31)),
    ("高韦庄镇胶合板项目", "高韦庄镇", "1.35亿元", "2020年2月24日", "2020.10.31"),
    ("朱集镇良种繁育项目", "单县朱集镇", 4200, "2020.2.24", "20201130"),
    ("谢集镇冷库项目", "谢集镇", "3,860", "20200224", "2020年9月30日"),
    ("浮岗镇水厂工程", "浮岗镇", 9700, "２０２０年２月２４日", "2020/12/20"),
    ("张集镇热源站工程", "张集镇", 21500, "2020年2月30日", "2021年3月31日"),
    ("北城街道停车楼工程", "北城办事处", "约3亿元", "2020-03-02", "2021-05-31"),
    ("黄岗镇罐头项目", "黄冈镇", 5600, "2020-03-01", "2020-12-31"),
    ("杨楼镇道路硬化工程", "杨楼镇", 2300, "2020.3.3", "2020.8.31"),
)

NIGHT = (
    ("20:05", "鲁R·A0125", (("周广林", "1962-03-14", 41, "15400011201", "驾驶员", "成武", "36.4", "放行"),)),
    (
        "20:20",
        "豫N2B003",
        (
            ("孙玉柱", "1985-07-02", 13, "15400011202", "驾驶员", "河南商丘虞城", "36.6", "登记放行"),
            ("何春梅", "1987-11-19", 24, "15400011203", "乘客", "河南商丘虞城", "36.5", "登记放行"),
            ("孙浩然", "2012-05-06", 35, "", "乘客", "河南商丘虞城", "36.7", "登记放行"),
        ),
    ),
    ("20:50", "鲁H0D117", (("程建国", "1971-01-30", 57, "15400011204", "司机", "济宁金乡", "36℃", "放行"),)),
    (
        "21:15",
        "鄂A0M220",
        (
            ("冯志强", "1990-09-09", 61, "15400011205", "驾驶员", "湖北武汉", "36.8", "劝返"),
            ("冯雪", "1992-02-20", 46, "15400011206", "乘客", "湖北武汉", "36.9", "劝返"),
        ),
    ),
    ("21:40", "苏CO3341", (("彭立军", "1979-06-25", 71, "15400011207", "驾驶员", "江苏丰县", "36.5", "登记放行"),)),
    (
        "22时10分",
        "鲁R0C552",
        (
            ("董桂英", "1958-08-17", 82, "15400011208", "驾驶员", "巨野县", "365", "放行"),
            ("董明", "1983-12-01", 91, "15400011209", "乘客", "巨野县", "36.3", "放行"),
        ),
    ),
    ("22:45", "皖L1F008", (("袁成林", "1976-10-10", 33, "15400011210", "驾驶员", "外地", "36.6", "登记放行"),)),
    (
        "23:30",
        "鲁RD01234",
        (
            ("沈丽华", "1969-04-04", 28, "15400011211", "驾驶员", "济南", "36.5", "放行"),
            ("沈磊", "1994-06-16", 17, "0530 4600001", "乘客", "济南", "37.6", "送医"),
        ),
    ),
    ("24:00", "鲁Q2G776", (("曾海", "1981-03-03", 53, "15400011212", "驾驶员", "临沂", "36.4", "放行"),)),
    (
        "2月21日 0:35",
        "浙C0J909",
        (
            ("韩文辉", "1973-05-28", 73, "15400011213", "驾驶员", "浙江温州", "36.7", "劝返"),
            ("韩文超", "1973-05-28", 73, "15400011214", "乘客", "浙江温州", "36.6", "劝返"),
        ),
    ),
    ("2月21日 3:15", "鲁R0K410", (("曹玉霞", "1988-01-08", 66, "154****1215", "驾驶员", "曹县", "36.5", "放行"),)),
    ("2月21日 5:50", "鲁H3P085", (("彭洋", "1995-09-23", 19, "15400011216", "驾驶员", "任城", "36.2", ""),)),
)
"""Each vehicle of a night with its people: name, born on, order, phone, seat, from where, temperature, what was done.

Six things are wrong: a letter O in a plate, a temperature without its point, an origin that is none, two people under one
number, no outcome; and one number that the spreadsheet has turned into a float.
"""

CONTACTS = (
    ("李秀英", "1966-02-11", 64, "家人", "2020年1月24日", "1月25日", "2月7日", "2020.2.7", "已解除", "北城街道"),
    (
        "张子轩",
        "2009-10-02",
        51,
        "共同居住",
        "2020-01-24",
        "2020-01-25",
        "2020-02-07",
        "2020-02-07",
        "已解除",
        "北城街道",
    ),
    ("张宇", "1988-03-27", 15, "家人", "2020.1.24", "2020.1.25", "2020.2.7", "2020.2.5", "已解除", "北城街道"),
    ("刘海涛", "1979-12-12", 77, "同车", "20200123", "20200125", "20200206", "20200206", "已解除", "单城镇"),
    ("陈桂兰", "1963-07-07", 86, "聚餐", "2020年1月24日", "2020年1月25日", "", "2020年2月8日", "已解除", "园艺办事处"),
    ("王德平", "1975-05-15", 39, "同事", "1月22日", "1月26日", "2月5日", "2月6日", "已解除", "东城街道"),
    ("李秀英", "1966-02-11", 64, "家属", "2020年1月24日", "1月25日", "2月7日", "2月7日", "已解除", "北城街道"),
    (
        "赵伟",
        "1991-08-30",
        95,
        "诊疗",
        "2020年1月25日",
        "2020年1月25日",
        "2020年2月8日",
        "2020年2月8日",
        "已解除",
        "北城街道",
    ),
)
"""Contacts of one case: name, born on, order, how, last contact, isolated, due, released, state, where.

Three things are wrong: a release before the time is over, a town that does not exist, and one person written twice.
"""

SCREENING_LIST = "省下发1月6日以来途经武汉人员名单（第1批）（示例）"
FACILITY = "湖滨宾馆集中隔离点（示例）"

SCREENED = (
    ("王建国", "男", "1978-06-12", 1, "15400021201", "黄岗镇土山村", "在本村", "1月27日", "村干部甲"),
    ("李春梅", "女", "1980-05-03", 2, "15400021202", "黄岗镇土山村", "在本村", "1月27日", "村干部甲"),
    ("王梓涵", "女", "2008-09-14", 4, "", "黄岗镇土山村", "在本村", "1月27日", "村干部甲"),
    ("张志强", "男", "1985-11-30", 5, "15400021204", "终兴镇杨菜园村", "在外未归", "2020.1.27", "村干部乙"),
    ("刘素英", "女", "1969-02-17", 8, "15400021205", "终兴镇光明集村", "已返乡", "2020-01-28", "村干部乙"),
    ("陈文龙", "男", "1990-07-21", 9, "15400021206", "高韦庄镇马寨村", "查无此人", "1月28日", "村干部丙"),
    ("孙立新", "男", "1973-03-08", 11, "15400021207", "高韦庄镇马寨村", "在本村", "1月28日", "村干部丙"),
    ("赵海燕", "女", "1992-12-25", 12, "15400021208", "徐寨镇", "在本地", "20200128", ""),
    ("朱德成", "男", "1958-10-10", 13, "15400021209", "黄岗镇张三村", "在本村", "1月28日", "村干部丁"),
    ("马晓东", "男", "1987-04-04", 15, "15400021210", "蔡堂镇岳庄村", "在本村", "", "村干部戊"),
    ("高文静", "女", "1995-08-19", 16, "154****1211", "蔡堂镇岳庄村", "在本村", "1月29日", "村干部戊"),
    ("周立军", "男", "1976-01-22", 17, "15400021212", "李新庄镇刘草庙村", "迁出", "1月29日", "村干部己"),
    ("徐桂兰", "女", "1963-05-27", 18, "15400021213", "李新庄镇刘草庙村", "在本村", "1月29日", "村干部己"),
    ("王建国", "男", "1978-06-12", 1, "15400021201", "黄岗镇土山村", "在本村", "1月28日", "村干部甲"),
    ("胡明", "男", "1983-09-09", 19, "15400021214", "浮岗镇毛庄村", "联系不上", "1月29日", "村干部庚"),
    ("郭新华", "男", "1981-02-28", 21, "15400021215", "浮岗镇毛庄村", "在本村", "2020年1月29日", "村干部庚"),
    ("吴亚楠", "女", "1997-06-06", 22, "15400021216", "谢集镇", "在外地", "1月30日", ""),
    ("宋长河", "男", "1971-07-15", 23, "15400021217", "李田楼镇魏牌坊村", "在本村", "1月30日", "村干部辛"),
    ("郑晓霞", "女", "1989-10-01", 24, "15400021218", "李田楼镇吴老家村", "待核实", "1月30日", "村干部辛"),
    ("于洪波", "男", "1984-03-16", 25, "15400021219", "李田楼镇吴老家村", "在本村", "1月30日", "村干部辛"),
)
"""Who came through Wuhan, as a township answers: name, sex, born on, order, phone, village, what was found, when, by whom.

The sheet has: a number of 15 digits, one that the spreadsheet has turned into a float, a wrong check digit, a masked phone, a birth
date that the number contradicts, a village that is none, an outcome that is none, an answer without its day, and one row twice.
"""

ROOMS = (
    ("301", "曹志远", "男", "1979-12-05", 31, "15400021301", "省外返乡", "2月10日", "2月24日", "2月24日", "期满解除"),
    ("302", "董丽丽", "女", "1986-03-23", 32, "15400021302", "省外返乡", "2月10日", "2月24日", "2020.2.24", "期满"),
    ("303", "田广林", "男", "1968-08-08", 33, "15400021303", "省外返乡", "2月10日", "2月24日", "2月20日", "期满解除"),
    (
        "304",
        "程玉梅",
        "女",
        "1991-01-14",
        34,
        "15400021304",
        "省外返乡",
        "2020-02-11",
        "2020-02-25",
        "2020-02-25",
        "期满解除",
    ),
    ("305", "袁浩", "男", "1994-05-19", 35, "15400021305", "省外返乡", "2020.2.11", "", "2020.2.25", "期满解除"),
    ("305", "袁晴", "女", "1996-09-27", 36, "15400021306", "省外返乡", "2020.2.11", "", "2020.2.25", "期满解除"),
    (
        "306",
        "魏国庆",
        "男",
        "1974-10-01",
        37,
        "15400021307",
        "省外返乡",
        "20200212",
        "20200226",
        "20200226",
        "期满解除",
    ),
    ("307", "贾文娟", "女", "1988-07-11", 38, "15400021308", "省外返乡", "2月12日", "2月26日", "2月17日", "送医"),
    ("308", "史永昌", "男", "1965-04-30", 39, "15400021309", "省外返乡", "2月12日", "2月26日", "", ""),
    ("309", "崔莹", "女", "1998-02-02", 42, "15400021310", "省外返乡", "2月13日", "2月27日", "2月27日", "期满解除"),
    ("310", "侯建平", "男", "1977-11-16", 41, "15400021311", "省外返乡", "2月13日", "2月27日", "2月27日", ""),
    ("311", "曹志远", "男", "1979-12-05", 31, "15400021301", "省外返乡", "2月14日", "2月28日", "", ""),
    ("312", "石立新", "男", "1982-06-26", 43, "15400021312", "省外返乡", "2月14日", "2月28日", "2月28日", "期满解除"),
    ("313", "孟凡华", "男", "1970-03-03", 45, "15400021313", "省外返乡", "2月31日", "2月28日", "2月28日", "期满解除"),
    ("314", "秦雪", "女", "1993-08-21", 46, "15400021314", "省外返乡", "2月15日", "2月29日", "2月29日", "期满解除"),
    ("315", "江永生", "男", "1960-09-12", 47, "15400021315", "省外返乡", "2月15日", "2月29日", "2月29日", "期满解除"),
    ("316", "白雪梅", "女", "1985-12-12", 50, "15400021316", "省外返乡", "2月11日", "2月25日", "2月25日", "期满解除"),
    ("317", "谭启明", "男", "1972-05-06", 51, "15400021317", "省外返乡", "2月11日", "2月25日", "2月25日", "期满解除"),
    ("318", "康丽", "女", "1990-03-18", 52, "15400021318", "省外返乡", "2月12日", "2月26日", "2月26日", "期满解除"),
    ("319", "毛建军", "男", "1969-09-29", 53, "15400021319", "省外返乡", "2月12日", "2月26日", "2月26日", "期满解除"),
)
"""Who stays in which room: name, sex, born on, order, phone, why, from, due, released, how.

Wrong are: a release before the time is served, two people in a room with one bed, a release without how, one person in two rooms, a day
that is none; one number lacks a digit.
"""

TAKEN = (
    ("曹志远", "1979-12-05", 31, ("36.5", 36.4, "36.6℃", "36。5", "36.3", 36.5, "36.6")),
    ("董丽丽", "1986-03-23", 32, (36.3, 36.5, 36.4, 365, 36.6, 36.4, 36.5)),
    ("程玉梅", "1991-01-14", 34, (None, "36.7", "36.6", "36.5", "未测", "36.6", "36.4")),
    ("魏国庆", "1974-10-01", 37, (None, None, 36.4, 36.2, 36.5, 36.3, 36.4)),
    ("贾文娟", "1988-07-11", 38, (None, None, 36.8, 36.9, 37.1, 37.6, 38.1)),
    ("史永昌", "1965-04-30", 39, (None, None, "36.1", "36.4", "36.2", "36.3", "３６.５")),
    ("崔莹", "1998-02-02", 42, (None, None, None, 36.6, 36.7, 36.5, 36.6)),
    ("石立新", "1982-06-26", 43, (None, None, None, None, 36.4, 3.65, 36.6)),
    ("秦雪", "1993-08-21", 46, (None, None, None, None, None, 36.5, 36.7)),
    ("江永生", "1960-09-12", 47, (None, None, None, None, None, 36.4, 36.3)),
    ("路人甲", "1990-01-01", 48, (36.5, 36.5, 36.5, 36.5, 36.5, 36.5, 36.5)),
    ("白雪梅", "1985-12-12", 50, (36.4, 36.6, 36.5, 36.5, 36.4, 36.3, 36.6)),
    ("谭启明", "1972-05-06", 51, (36.2, 36.3, 36.3, 36.5, "36.4", 36.2, "36.4 ")),
    ("康丽", "1990-03-18", 52, (None, 36.6, 36.7, "36.6°C", 36.5, 36.8, 36.6)),
    ("毛建军", "1969-09-29", 53, (None, 36.5, 36.4, 36.6, 36.5, 36.4, 36.5)),
)
"""Temperatures from 11 to 17 February: two without their point, one not taken, and somebody who is not isolated."""


CHECKED = (
    ("单县北高速出口检查站", 412, 1015, 6, "9人"),
    ("105国道豫鲁省界检查站（示例）", "286辆", 690, 4, 7),
    ("单丰路检查站（示例）", 190, 441, 0, 0),
    ("单砀路检查站（示例）", "２０５", "约500", 3, 5),
    ("518国道单曹界检查站（示例）", 151, 372, "-", "-"),
    ("单金路检查站（示例）", None, None, None, None),
    ("单成路检查站（示例）", 88, 203, 1, 2),
)
"""What each checkpoint reports of one day: vehicles and people checked, vehicles and people turned back.

Three things are wrong: a number that is none, a checkpoint that is silent, and one that does not exist.
"""

RETURNED = (
    ("土山村", 46, 3, 2, 5, 1, 1),
    ("邓窑村", "61人", 4, 1, 12, "2人", 1),
    ("贾水口村", 38, "－", "－", 3, 2, 0),
    ("朱堤口村", 27, 0, 0, 1, 0, 0),
    ("大黄庄村", "未报", "未报", "未报", "未报", "未报", "未报"),
    ("张莱园村", 33, 2, 2, 4, 1, 1),
    ("毛庄村", 52, 6, 4, 8, "３", 2),
)
"""What each village of a township reports of a day: who came back in all, from Hubei, from Wuhan, who went away again, who is in
isolation at home, who of these came from Hubei. The first four numbers belong to no figure that villages owe.

A village is misspelt and one has not reported.
"""


def main() -> None:
    """Write the sheets."""
    SAMPLES.mkdir(exist_ok=True)
    batches("projects_sheet_2020.xlsx", "2020年1月15日", DEMO)
    batches("projects_messy.xlsx", "2020年3月5日", MESSY)
    dates("projects_dates.xlsx")
    passages("passages_night.xlsx")
    contacts("contacts_of_a_case.xlsx")
    screening("screening_list.xlsx")
    rooms("isolation_rooms.xlsx")
    temperatures("temperatures_by_day.xlsx")
    entities("enterprises_2020.xlsx")
    venues("closures_venues_2020.xlsx")
    checked("checkpoints_of_a_day.xlsx")
    returned("returnees_by_village.xlsx")


def batches(file: str, day: str, listed: Sequence[Batch]) -> None:
    """A list in four batches: four columns, no code, no date, sub-totals in the batches' headings and a total below."""
    book, sheet = _sheet("四个一批", (7, 9, 46, 18))
    _merged(sheet, 1, 4, "单县2020年“四个一批”重点推进项目一览表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 2, f"截至{day}", TEXT, LEFT)
    _merged(sheet, 2, 4, "单位：亿元", TEXT, RIGHT, first=3)
    _line(sheet, 3, ("序号", "类别", "项目名称", "总投资"), BOLD)
    row, serial, every = 4, 0, Decimal(0)
    for number, batch in zip("一二三四", listed, strict=True):
        amount = sum((_wan(written) for _name, written in batch.rows), Decimal(0))
        every += amount
        _merged(sheet, row, 3, f"{number}、{batch.word}项目  小计{len(batch.rows)}个", BOLD, LEFT, boxed=True)
        _cell(sheet, row, 4, float(batch.stated or amount / 10**4), BOLD, MIDDLE)
        row += 1
        for name, written in batch.rows:
            serial += 1
            _line(sheet, row, (serial, batch.word, name, written), TEXT)
            sheet.cell(row, 3).alignment = LEFT
            row += 1
    _line(sheet, row, ("合计", None, f"{serial}个", float(every / 10**4)), BOLD)
    _merged(sheet, row + 1, 4, "填报单位：县项目办（示例）", TEXT, LEFT)
    _save(book, sheet, file)


def dates(file: str) -> None:
    """A list with dates in several styles and three rows that cannot be right."""
    book, sheet = _sheet("开工计划", (7, 28, 13, 10, 14, 22, 18))
    _merged(sheet, 1, 7, "单县新开工项目情况统计表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 7, "统计日期：2020年3月5日", TEXT, LEFT)
    headers = ("序号", "项目名称", "所在乡镇", "类别", "总投资\n（万元）", "开工时间", "计划竣工时间")
    _line(sheet, 3, headers, BOLD)
    for row, (name, place, amount, started, due) in enumerate(DATES, 4):
        _line(sheet, row, (row - 3, name, place, "开工", amount, started, due), TEXT)
        sheet.cell(row, 2).alignment = LEFT
    _save(book, sheet, file)


def passages(file: str) -> None:
    """A checkpoint's list of one night: one line a person, time and plate merged over those of one vehicle, times as text."""
    book, sheet = _sheet("2月20日夜间", (6, 13, 12, 10, 22, 15, 9, 15, 10, 9, 11, 16))
    _merged(sheet, 1, 12, "单金路检查站夜间通行登记表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 7, "日期：2020年2月20日    检查站：单金路检查站（示例）", TEXT, LEFT)
    _merged(sheet, 2, 12, "带班：示例", TEXT, RIGHT, first=8)
    headers = (
        "序号",
        "时间",
        "车牌号",
        "姓名",
        "身份证号",
        "联系电话",
        "驾/乘",
        "来自何地",
        "去往何地",
        "体温\n（℃）",
        "处置",
        "备注",
    )
    _line(sheet, 3, headers, BOLD)
    row = 4
    for at, plate, people in NIGHT:
        for number, (name, born, order, phone, seat, origin, degrees, done) in enumerate(people):
            written: Any = _id_number(born, order)
            if name == "曾海":
                written = float(written.replace("X", "0"))
            if name == "周广林":
                written = written[:6] + written[8:17]
            first = (at, plate) if number == 0 else (None, None)
            _line(sheet, row, (row - 3, *first, name, written, phone, seat, origin, "单县", degrees, done, None), TEXT)
            row += 1
        if len(people) > 1:
            for column in ("B", "C"):
                sheet.merge_cells(f"{column}{row - len(people)}:{column}{row - 1}")
    _line(sheet, row, ("合计", f"{len(NIGHT)}辆", None, f"{row - 4}人", *[None] * 8), BOLD)
    _merged(sheet, row + 1, 12, "登记人：示例        审核：示例", TEXT, LEFT)
    _save(book, sheet, file)


def contacts(file: str) -> None:
    """The contacts of one case, its number merged over all of them, with a header in two rows and dates in several styles."""
    book, sheet = _sheet("密接", (6, 12, 10, 22, 11, 12, 16, 16, 16, 16, 10, 14))
    _merged(sheet, 1, 12, "新冠肺炎确诊病例密切接触者管理台账（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 12, "截至2020年2月10日", TEXT, LEFT)
    groups = ("序号", "对应病例", "密切接触者", None, "接触情况", None, None, "隔离情况", None, None, None, "所在乡镇")
    _line(sheet, 3, groups, BOLD)
    under = (None, None, "姓名", "身份证号", "接触方式", "接触类型", "末次接触时间")
    _line(sheet, 4, (*under, "隔离开始日期", "应解除日期", "解除日期", "管理状态", None), BOLD)
    for merge in ("A3:A4", "B3:B4", "C3:D3", "E3:G3", "H3:K3", "L3:L4"):
        sheet.merge_cells(merge)
    for row, (name, born, order, how, last, isolated, due, released, state, place) in enumerate(CONTACTS, 5):
        case = "SX2020-01" if row == 5 else None
        values = (
            row - 4,
            case,
            name,
            _id_number(born, order),
            how,
            "密接",
            last,
            isolated,
            due,
            released,
            state,
            place,
        )
        _line(sheet, row, values, TEXT)
    sheet.merge_cells(f"B5:B{len(CONTACTS) + 4}")
    _merged(sheet, len(CONTACTS) + 5, 12, "填报单位：县疾控中心（示例）", TEXT, LEFT)
    _save(book, sheet, file)


def screening(file: str) -> None:
    """A township's answer to a list from above: a header in two rows, villages merged over those of one, a sub-total."""
    book, sheet = _sheet("排查反馈", (6, 26, 10, 7, 13, 22, 15, 18, 11, 14, 11, 16))
    _merged(sheet, 1, 12, "途经武汉人员排查情况反馈表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 8, "填报单位：单县疫情处置指挥部摸排组（示例）", TEXT, LEFT)
    _merged(sheet, 2, 12, "截至2020年1月30日", TEXT, RIGHT, first=9)
    _line(sheet, 3, ("序号", "名单", "人员信息", *[None] * 4, "核查情况", *[None] * 3, "备注"), BOLD)
    second = ("姓名", "性别", "出生日期", "身份证号码", "联系电话", "所属村居", "核查结果", "核查日期", "核查人")
    _line(sheet, 4, (None, None, *second, None), BOLD)
    for merge in ("A3:A4", "B3:B4", "C3:G3", "H3:K3", "L3:L4"):
        sheet.merge_cells(merge)
    places: dict[str, list[int]] = {}
    for row, (name, sex, born, order, phone, place, found, on, by) in enumerate(SCREENED, 5):
        number: Any = _id_number(born, order)
        written_born = born
        if name == "李春梅":
            number = number[:6] + number[8:17]
        elif name == "孙立新":
            number = float(number.replace("X", "0"))
        elif name == "徐桂兰":
            number = number[:17] + ("1" if number[17] != "1" else "2")
        elif name == "宋长河":
            written_born = "1971-07-25"
        first = (row - 4, SCREENING_LIST if row == 5 else None)
        _line(sheet, row, (*first, name, sex, written_born, number, phone, place, found, on, by, None), TEXT)
        places.setdefault(place, []).append(row)
    last = len(SCREENED) + 4
    sheet.merge_cells(f"B5:B{last}")
    for rows in places.values():
        if len(rows) > 1 and rows == list(range(rows[0], rows[-1] + 1)):
            sheet.merge_cells(f"H{rows[0]}:H{rows[-1]}")
    _line(sheet, last + 1, ("合计", None, f"{len(SCREENED)}人", *[None] * 9), BOLD)
    _merged(sheet, last + 2, 12, "填报人：示例        审核人：示例", TEXT, LEFT)
    _save(book, sheet, file)


def rooms(file: str) -> None:
    """Who stays in which room of a facility, its name merged over all rows, days in several styles."""
    book, sheet = _sheet("入住登记", (6, 24, 9, 10, 7, 22, 15, 12, 12, 14, 14, 14, 12))
    _merged(sheet, 1, 13, "集中隔离人员入住登记表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 13, "截至2020年3月1日", TEXT, LEFT)
    headers = ("序号", "隔离点", "房间号", "姓名", "性别", "身份证号", "联系电话", "隔离方式", "隔离原因", "入住日期")
    _line(sheet, 3, (*headers, "应解除\n日期", "解除日期", "解除原因"), BOLD)
    for row, (room, name, sex, born, order, phone, why, begun, due, released, how) in enumerate(ROOMS, 4):
        number = _id_number(born, order)
        if name == "江永生":
            number = number[:-1]
        first = (row - 3, FACILITY if row == 4 else None, room)
        _line(sheet, row, (*first, name, sex, number, phone, "集中", why, begun, due, released, how), TEXT)
    last = len(ROOMS) + 3
    sheet.merge_cells(f"B4:B{last}")
    _merged(sheet, last + 1, 13, "隔离点负责人：示例        医疗组：示例", TEXT, LEFT)
    _save(book, sheet, file)


def temperatures(file: str) -> None:
    """Temperatures of a week, one line a person and one column a day."""
    days = [f"2月{day}日" for day in range(11, 18)]
    book, sheet = _sheet("体温登记", (6, 10, 22, *[10] * 7, 14))
    _merged(sheet, 1, 11, "集中隔离人员每日体温登记表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 11, "2020年2月11日至2月17日        单位：℃", TEXT, LEFT)
    _line(sheet, 3, ("序号", "姓名", "身份证号", *days, "备注"), BOLD)
    for row, (name, born, order, taken) in enumerate(TAKEN, 4):
        _line(sheet, row, (row - 3, name, _id_number(born, order), *taken, None), TEXT)
    _merged(sheet, len(TAKEN) + 4, 11, "测温人：示例", TEXT, LEFT)
    _save(book, sheet, file)


def checked(file: str) -> None:
    """What the checkpoints report of a day: one line a checkpoint and one column a figure, with a header in two rows and a total."""
    book, sheet = _sheet("2月8日", (6, 34, 12, 12, 12, 12, 14))
    _merged(sheet, 1, 7, "各检查站每日检查情况统计表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 7, "统计日期：2020年2月8日        填报单位：交通防控组（示例）", TEXT, LEFT)
    _line(sheet, 3, ("序号", "检查站", "当日检查", None, "当日劝返", None, "备注"), BOLD)
    _line(
        sheet,
        4,
        (None, None, "检查车辆\n（辆）", "检查人员\n（人）", "劝返车辆\n（辆）", "劝返人员\n（人）", None),
        BOLD,
    )
    for merge in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"):
        sheet.merge_cells(merge)
    for row, (name, *numbers) in enumerate(CHECKED, 5):
        _line(sheet, row, (row - 4, name, *numbers, None), TEXT)
        sheet.cell(row, 2).alignment = LEFT
    last = len(CHECKED) + 5
    _line(sheet, last, ("合计", None, 1332, 3221, 14, 23, None), BOLD)
    _merged(sheet, last + 1, 7, "填报人：示例        审核人：示例", TEXT, LEFT)
    _save(book, sheet, file)


def returned(file: str) -> None:
    """What the villages of a township report of a day: one line a village, numbers of two kinds beside each other, and a total."""
    book, sheet = _sheet("2月6日", (6, 16, 11, 11, 11, 11, 13, 17, 14))
    _merged(sheet, 1, 9, "黄岗镇各村返乡人员统计表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 9, "统计日期：2020年2月6日        填报单位：黄岗镇指挥部（示例）", TEXT, LEFT)
    _line(sheet, 3, ("序号", "村居", "返乡人员（人）", None, None, None, "其中在管（人）", None, "备注"), BOLD)
    second = ("返乡总数", "湖北返乡", "武汉返乡", "再次离村", "居家隔离", "湖北返乡\n居家隔离")
    _line(sheet, 4, (None, None, *second, None), BOLD)
    for merge in ("A3:A4", "B3:B4", "C3:F3", "G3:H3", "I3:I4"):
        sheet.merge_cells(merge)
    for row, (name, *numbers) in enumerate(RETURNED, 5):
        _line(sheet, row, (row - 4, name, *numbers, None), TEXT)
    last = len(RETURNED) + 5
    _line(sheet, last, ("合计", None, 257, 15, 9, 33, 9, 5, None), BOLD)
    _merged(sheet, last + 1, 9, "填报人：示例        审核人：示例", TEXT, LEFT)
    _save(book, sheet, file)


def _id_number(born: str, order: int) -> str:
    """An identity number of an area that is given to nobody."""
    body = f"{'372999' if born < '2000' else '371799'}{born.replace('-', '')}9{order:02}"
    return body + check_character(body)


def entities(file: str) -> None:
    """A list of market entities: townships merged over theirs, a sub-total of staff behind each, codes as text and as numbers."""
    book, sheet = _sheet("复工复产", (6, 12, 34, 24, 14, 18, 11, 10, 15, 9, 13, 13))
    _merged(sheet, 1, 12, "单县市场主体停业复工情况统计表（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 6, "填报单位：县市场监督管理局（示例）", TEXT, LEFT)
    _merged(sheet, 2, 12, "截至2020年2月25日", TEXT, RIGHT, first=7)
    headers = (
        "序号",
        "乡镇",
        "企业名称",
        "统一社会信用代码",
        "类型",
        "行业",
        "业态",
        "负责人",
        "联系电话",
        "从业\n人数",
    )
    _line(sheet, 3, (*headers, "停业日期", "复工日期"), BOLD)
    row, serial, every = 4, 0, 0
    for township, listed, stated in ENTITIES_LISTED:
        for number, (name, order, kind, section, trade, head, phone, staff, shut, back) in enumerate(listed):
            serial += 1
            code: Any = _credit_code(kind, order)
            if order in (14, 33):
                code = code[:17] + ("0" if code[17] != "0" else "1")
            elif order == 3:
                code = _registration_number(order)
            elif order == 22:
                code = float(f"9237179900{order:08}")
            first = (serial, township if number == 0 else None, name, code)
            _line(sheet, row, (*first, kind, section, trade, head, phone, staff, shut, back or None), TEXT)
            sheet.cell(row, 3).alignment = LEFT
            row += 1
        sheet.merge_cells(f"B{row - len(listed)}:B{row - 1}")
        _line(sheet, row, ("小计", None, f"{len(listed)}户", *[None] * 6, stated, None, None), BOLD)
        row, every = row + 1, every + stated
    _line(sheet, row, ("合计", None, f"{serial}户", *[None] * 6, every, None, None), BOLD)
    _merged(sheet, row + 1, 12, "填报人：示例        审核人：示例", TEXT, LEFT)
    _save(book, sheet, file)


def venues(file: str) -> None:
    """Venues that one order closed, its number merged over all of them, days in several styles."""
    book, sheet = _sheet("场所关停", (6, 26, 12, 12, 12, 13, 13, 28, 12))
    _merged(sheet, 1, 9, "公共文化娱乐场所关停情况台账（示例）", TITLE, MIDDLE)
    _merged(sheet, 2, 9, "截至2020年3月5日", TEXT, LEFT)
    headers = ("序号", "场所名称", "场所类别", "所属乡镇", "地址", "关停日期", "恢复日期", "关停依据", "备注")
    _line(sheet, 3, headers, BOLD)
    for row, (name, kind, place, address, closed, reopened) in enumerate(VENUES_LISTED, 4):
        order = VENUES_ORDER if row == 4 else None
        _line(sheet, row, (row - 3, name, kind, place, address, closed, reopened or None, order, None), TEXT)
    last = len(VENUES_LISTED) + 3
    sheet.merge_cells(f"H4:H{last}")
    _line(sheet, last + 1, ("合计", f"{len(VENUES_LISTED)}处", *[None] * 7), BOLD)
    _merged(sheet, last + 2, 9, "填报单位：县文化和旅游局（示例）", TEXT, LEFT)
    _save(book, sheet, file)


def _credit_code(kind: str, order: int) -> str:
    """A credit code of an area that is given to nobody."""
    category = {"个": "92", "合": "93"}.get(kind[0], "91")
    body = f"{category}371799MB{order:06}X"
    return body + credit_check(body)


def _registration_number(order: int) -> str:
    """A registration number of 15 digits of such an area, with the last digit that fits."""
    for last in range(10):
        number = f"3717996{order:07}{last}"
        with suppress(Invalid):
            return credit_code(number)
    raise ValueError(order)


def _wan(written: Any) -> Decimal:
    """An amount as the sheet writes it, in 万元."""
    text = (
        str(written).translate(str.maketrans("０１２３４５６７８９．", "0123456789.")).replace(",", "").replace(" ", "")
    )
    for unit, factor in UNITS.items():
        if text.endswith(unit):
            return Decimal(text.removesuffix(unit)) * factor
    return Decimal(text) * UNITS["亿元"]


def _sheet(name: str, widths: Sequence[int]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "示例"
    book.properties.created = book.properties.modified = MADE_AT
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for letter, width in zip("ABCDEFGHIJKLMNOP", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.row_dimensions[1].height = 36
    return book, sheet


def _cell(sheet: Worksheet, row: int, column: int, value: Any, font: Font, alignment: Alignment) -> None:
    cell = sheet.cell(row, column, value)
    cell.font, cell.alignment, cell.border = font, alignment, THIN
    if isinstance(value, date):
        cell.number_format = "yyyy/m/d"


def _line(sheet: Worksheet, row: int, values: Sequence[Any], font: Font) -> None:
    for column, value in enumerate(values, 1):
        _cell(sheet, row, column, value, font, MIDDLE)
    sheet.row_dimensions[row].height = 34 if any("\n" in str(value) for value in values) else 21


def _merged(
    sheet: Worksheet,
    row: int,
    last: int,
    text: str,
    font: Font,
    alignment: Alignment,
    *,
    first: int = 1,
    boxed: bool = False,
) -> None:
    if boxed:
        for column in range(first, last + 1):
            sheet.cell(row, column).border = THIN
    cell = sheet.cell(row, first, text)
    cell.font, cell.alignment = font, alignment
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    if row > 1:
        sheet.row_dimensions[row].height = 21


def _save(book: Workbook, sheet: Worksheet, file: str) -> None:
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "1:3"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(SAMPLES / file)


if __name__ == "__main__":
    main()
