"""The shipped daily brief: writes `brief_templates/daily.zh.docx` and `daily.en.docx`.

Run `python -m shuangying.site.daily_brief` after changing it; a test compares the files with what it writes.
"""

from pathlib import Path

from shuangying.kernel.briefs.gbt9704 import OfficialDocument

FOLDER = Path(__file__).parent / "brief_templates"
BATCHES = ("started", "completed", "reserve", "planned")
ZH_BATCHES = ("开工项目", "竣工项目", "储备项目", "谋划项目")
EN_BATCHES = ("Started", "Completed", "Reserve", "Planned")
ANY_CHANGED = " or ".join(
    f'changed("projects.{state}.count") or changed("projects.{state}.investment")' for state in BATCHES
)
LATE = 'rows("projects", stage="started", due_on_to=day.before(1), sort="due_on", limit=5)'
NEW = 'rows("projects", started_on_from=day.before(6), started_on_to=day, sort="-investment", limit=10)'
EVENTS = 'rows("projects", figure="projects.collective_start.count", sort="-collective_start_on", limit=1)'
NOTHING = 'unknown("projects.count") == 0 and by_statement("projects.count") == 0 and late.count == 0'


def chinese() -> bytes:
    """The brief in Chinese."""
    brief = OfficialDocument("每日简报")
    brief.header("{% if demo %}演示文件：所列记录均为合成{% endif %}")
    brief.paragraph("{{ county }}疫情防控和经济社会发展工作指挥部", "BriefMasthead")
    brief.blank(2)
    brief.paragraph("简报〔{{ year }}〕{{ number }}号", "BriefNumber")
    brief.blank(2)
    brief.paragraph("疫情防控和经济社会发展每日简报", "BriefTitle")
    brief.paragraph("（{{ day }}）", "BriefSubtitle")
    brief.blank()
    brief.paragraph("{{ county_word }}委、{{ county_word }}政府：", "BriefAddressee")
    _chinese_totals(brief)
    brief.paragraph("一、重点项目", "BriefHeading")
    _chinese_changes(brief)
    brief.paragraph("（二）“四个一批”分批次情况", "BriefSubheading")
    brief.table(
        (30, 36, 44, 46),
        ("批次", "项目数（个）", "总投资（亿元）", "项目数变化"),
        [
            *(_batch_row(state, name, "yi") for state, name in zip(BATCHES, ZH_BATCHES, strict=True)),
            ("合计", '{{ f("projects.count") }}', '{{ yi("projects.investment") }}', '{{ change("projects.count") }}'),
        ],
    )
    brief.paragraph('{%p set leading = parts("projects.started.investment", limit=5) %}')
    brief.paragraph("{%p if leading %}")
    brief.paragraph("（三）开工项目总投资居前的乡镇（街道）", "BriefSubheading")
    brief.table((60, 44, 52), ("乡镇（街道）", "开工项目（个）", "总投资（亿元）"), _part_rows("yi"))
    brief.paragraph("{%p endif %}")
    _chinese_new(brief)
    _chinese_notes(brief)
    brief.blank()
    brief.paragraph("{{ county }}疫情防控和经济社会发展工作指挥部", "BriefSign")
    brief.paragraph("{{ day }}", "BriefDate")
    brief.imprint(
        "抄送：各乡镇（街道），指挥部各专项工作组。",
        "{{ county }}工作指挥部办公室",
        "{{ day }}印发",
    )
    return brief.bytes()


def _batch_row(state: str, name: str, unit: str) -> tuple[str, ...]:
    count, money = f'"projects.{state}.count"', f'"projects.{state}.investment"'
    return name, f"{{{{ f({count}) }}}}", f"{{{{ {unit}({money}) }}}}", f"{{{{ change({count}) }}}}"


def _part_rows(unit: str) -> list[tuple[str, ...]]:
    return [
        ("{%tr for place in leading %}",),
        (
            "{{ place.name }}",
            '{{ place.f("projects.started.count") }}',
            f'{{{{ place.{unit}("projects.started.investment") }}}}',
        ),
        ("{%tr endfor %}",),
    ]


def _chinese_totals(brief: OfficialDocument) -> None:
    stages = "；".join(
        f'{name}{{{{ f("projects.{state}.count") }}}}个，总投资{{{{ yi("projects.{state}.investment") }}}}亿元'
        for state, name in zip(BATCHES, ZH_BATCHES, strict=True)
    )
    brief.paragraph('{%p if known("projects.count") %}')
    brief.paragraph(
        "截至{{ day.short }}24时，全{{ county_word }}“四个一批”重点推进项目共"
        '{{ f("projects.count") }}个，总投资{{ yi("projects.investment") }}亿元。其中，' + stages + "。"
    )
    brief.paragraph("{%p else %}")
    brief.paragraph("截至{{ day.short }}24时，“四个一批”重点推进项目未报。")
    brief.paragraph("{%p endif %}")


def _chinese_changes(brief: OfficialDocument) -> None:
    moved = "".join(
        f'{{% if changed("projects.{state}.count") or changed("projects.{state}.investment") %}}{name}'
        f'{{{{ change("projects.{state}.count") }}}}，总投资{{{{ change("projects.{state}.investment") }}}}。{{% endif %}}'
        for state, name in zip(BATCHES, ZH_BATCHES, strict=True)
    )
    brief.paragraph("（一）进展变化", "BriefSubheading")
    brief.paragraph(f"{{%p if {ANY_CHANGED} %}}")
    brief.paragraph(moved)
    brief.paragraph("{%p else %}")
    brief.paragraph(
        '开工项目{{ change("projects.started.count") }}，竣工项目{{ change("projects.completed.count") }}，'
        '储备项目{{ change("projects.reserve.count") }}，谋划项目{{ change("projects.planned.count") }}。'
    )
    brief.paragraph("{%p endif %}")
    brief.paragraph('{%p if f("projects.collective_start.count") > 0 %}')
    brief.paragraph(
        f"{{% set events = {EVENTS} %}}"
        "{% if events %}{{ events[0].collective_start_on|short_day }}，{% endif %}"
        '参加集中开工仪式的项目共{{ f("projects.collective_start.count") }}个，'
        '总投资{{ yi("projects.collective_start.investment") }}亿元，已计入开工和竣工项目。'
    )
    brief.paragraph("{%p endif %}")


def _chinese_new(brief: OfficialDocument) -> None:
    brief.paragraph(f"{{%p set new = {NEW} %}}")
    brief.paragraph("{%p if new %}")
    brief.paragraph("（四）近7日开工的项目", "BriefSubheading")
    brief.paragraph(
        "{{ day.before(6).short }}至{{ day.short }}，按开工日期登记的项目{{ new.count }}个"
        "{% if new.more %}，总投资居前的{{ new|length }}个是{% endif %}："
    )
    brief.paragraph("{%p for project in new %}")
    brief.paragraph(
        "{{ loop.index }}．{{ project.name }}（{{ project.division }}）"
        "{% if project.investment %}，总投资{{ project.investment }}亿元{% endif %}，"
        "{{ project.started_on|short_day }}开工。"
    )
    brief.paragraph("{%p endfor %}")
    brief.paragraph("{%p endif %}")


def _chinese_notes(brief: OfficialDocument) -> None:
    brief.paragraph("二、需要说明的情况", "BriefHeading")
    brief.paragraph(f"{{%p set late = {LATE} %}}")
    brief.paragraph('{%p if unknown("projects.count") > 0 %}')
    brief.paragraph('另有{{ unknown("projects.count") }}个项目批次不明，未计入上列各数。', "BriefNote")
    brief.paragraph("{%p endif %}")
    brief.paragraph('{%p if by_statement("projects.count") > 0 %}')
    brief.paragraph('上列项目中，{{ by_statement("projects.count") }}个只有报表所列批次，没有日期。', "BriefNote")
    brief.paragraph("{%p endif %}")
    brief.paragraph("{%p if late.count > 0 %}")
    brief.paragraph(
        "已过完成时限仍未竣工的项目{{ late.count }}个"
        "{% for project in late %}{% if loop.first %}：{% else %}；{% endif %}{{ project.name }}"
        "（时限{{ project.due_on|short_day }}）{% endfor %}{% if late.more %}等{% endif %}。",
        "BriefNote",
    )
    brief.paragraph("{%p endif %}")
    brief.paragraph(f"{{%p if {NOTHING} %}}")
    brief.paragraph("批次不明的项目0个，没有日期的项目0个，过期未竣工的项目{{ late.count }}个。", "BriefNote")
    brief.paragraph("{%p endif %}")


def english() -> bytes:
    """The brief in English, from the same figures."""
    brief = OfficialDocument("Daily brief", "en-GB")
    brief.header("{% if demo %}Demonstration: the records are synthetic{% endif %}")
    brief.paragraph("Headquarters of {{ county }}", "BriefMasthead")
    brief.blank(2)
    brief.paragraph("Brief 〔{{ year }}〕 No. {{ number }}", "BriefNumber")
    brief.blank(2)
    brief.paragraph("Daily Brief: Epidemic and Development", "BriefTitle")
    brief.paragraph("{{ day }}", "BriefSubtitle")
    brief.blank()
    brief.paragraph("To the Party Committee and the Government of {{ county }}:", "BriefAddressee")
    stages = "; ".join(
        f'{name.lower()}: {{{{ f("projects.{state}.count") }}}} ({{{{ bn("projects.{state}.investment") }}}} bn yuan)'
        for state, name in zip(BATCHES, EN_BATCHES, strict=True)
    )
    brief.paragraph('{%p if known("projects.count") %}')
    brief.paragraph(
        'By 24:00 on {{ day.short }} the four batches hold {{ f("projects.count") }} key projects with a total investment of '
        '{{ bn("projects.investment") }} bn yuan; ' + stages + "."
    )
    brief.paragraph("{%p else %}")
    brief.paragraph("By 24:00 on {{ day.short }} the key projects are not reported.")
    brief.paragraph("{%p endif %}")
    brief.paragraph("1  Key projects", "BriefHeading")
    brief.paragraph('{%p if f("projects.collective_start.count") > 0 %}')
    brief.paragraph(
        f"{{% set events = {EVENTS} %}}"
        'Projects in collective starts: {{ f("projects.collective_start.count") }}, '
        '{{ bn("projects.collective_start.investment") }} bn yuan'
        "{% if events %}, the latest on {{ events[0].collective_start_on|short_day }}{% endif %}; they are counted above."
    )
    brief.paragraph("{%p endif %}")
    brief.paragraph("1.1  By batch", "BriefSubheading")
    brief.table(
        (34, 26, 44, 52),
        ("Batch", "Projects", "Sum (bn yuan)", "Change of number"),
        [
            *(_batch_row(state, name, "bn") for state, name in zip(BATCHES, EN_BATCHES, strict=True)),
            ("Total", '{{ f("projects.count") }}', '{{ bn("projects.investment") }}', '{{ change("projects.count") }}'),
        ],
    )
    brief.paragraph('{%p set leading = parts("projects.started.investment", limit=5) %}')
    brief.paragraph("{%p if leading %}")
    brief.paragraph("1.2  Townships with the largest investment started", "BriefSubheading")
    brief.table((60, 44, 52), ("Township", "Projects started", "Investment (bn yuan)"), _part_rows("bn"))
    brief.paragraph("{%p endif %}")
    _english_lists(brief)
    brief.blank()
    brief.paragraph("{{ county }} Headquarters", "BriefSign")
    brief.paragraph("{{ day }}", "BriefDate")
    brief.imprint(
        "Copies: townships; work groups of Headquarters.", "{{ county }} Headquarters, Office", "Issued {{ day }}"
    )
    return brief.bytes()


def _english_lists(brief: OfficialDocument) -> None:
    brief.paragraph(f"{{%p set new = {NEW} %}}")
    brief.paragraph("{%p if new %}")
    brief.paragraph("1.3  Started in the last seven days", "BriefSubheading")
    brief.paragraph("Projects with a start date from {{ day.before(6).short }} to {{ day.short }}: {{ new.count }}.")
    brief.paragraph("{%p for project in new %}")
    brief.paragraph(
        "{{ loop.index }}. {{ project.name }} ({{ project.division }})"
        "{% if project.investment %}, {{ project.investment }} bn yuan{% endif %}, {{ project.started_on|short_day }}."
    )
    brief.paragraph("{%p endfor %}")
    brief.paragraph("{%p endif %}")
    brief.paragraph("2  Notes", "BriefHeading")
    brief.paragraph(f"{{%p set late = {LATE} %}}")
    brief.paragraph(
        'Projects of unknown stage, not counted above: {{ unknown("projects.count") }}. Projects counted by a sheet\'s statement '
        'alone, without a date: {{ by_statement("projects.count") }}. Projects past their deadline and not completed: '
        "{{ late.count }}{% for project in late %}{% if loop.first %} ({% else %}; {% endif %}{{ project.name }}, due "
        "{{ project.due_on|short_day }}{% if loop.last %}){% endif %}{% endfor %}.",
        "BriefNote",
    )


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in (("daily.zh.docx", chinese()), ("daily.en.docx", english())):
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
