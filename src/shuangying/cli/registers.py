"""`shuangying registers`: the registers and their columns."""

from shuangying.cli.call import Call, command
from shuangying.cli.tables import table
from shuangying.cli.words import _


@command("registers", _("The registers and their columns."))
def show_registers(call: Call) -> None:
    call.start()
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.description import describe

    found = list(registers.readable(call.actor))
    if call.as_json:
        call.answer([describe(register) for register in found])
        return
    for register in found:
        call.say(f"\n{register.id}  {register.label}\n{register.purpose}\n")
        rows = [
            (
                column.name,
                str(column.label),
                column.kind,
                column.sheet_unit,
                _("required") if column.required else "",
                "、".join(column.headers),
            )
            for column in register.bound
        ]
        heads = (_("Column"), _("Called"), _("Kind"), _("Unit in sheets"), "", _("Headers in sheets"))
        call.say(table(heads, rows))
