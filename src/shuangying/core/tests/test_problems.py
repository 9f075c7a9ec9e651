import pickle

from shuangying.core.problems import Invalid, Problem


def test_an_invalid_value_carries_its_problem_and_says_it_in_one_line():
    invalid = Invalid("not_money", text="待定")
    assert invalid.problem == Problem("not_money", {"text": "待定"})
    assert str(invalid) == "not_money(text='待定')"


def test_a_parameter_may_be_called_code():
    assert Invalid("no_such_division", code="371799").problem.params == {"code": "371799"}


def test_an_invalid_value_survives_the_way_between_processes():
    assert pickle.loads(pickle.dumps(Invalid("not_money", text="待定"))).problem == Problem(
        "not_money", {"text": "待定"}
    )
