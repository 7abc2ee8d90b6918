from deliberation.documents.blocks import Column, Table
from deliberation.documents.sheets import LANDSCAPE, UPRIGHT, parts, sheets, shown


def test_a_small_table_stands_upright_and_fills_the_page():
    table = Table("조사", (Column("차수"), Column("응답자", numeric=True)), (("1차", 20006),))
    [sheet] = sheets(table)
    assert (sheet.columns, sheet.orientation) == ((0, 1), "upright")
    assert abs(sum(sheet.widths) - UPRIGHT) < 0.1


def test_a_column_of_long_text_takes_the_room():
    table = Table("쟁점", (Column("번호"), Column("의견")), (("1", "안전 " * 40),))
    [sheet] = sheets(table)
    assert sheet.widths[1] > 2 * sheet.widths[0]


def test_what_long_text_leaves_over_goes_to_no_column_of_numbers():
    table = Table(
        "의견", (Column("번호", numeric=True), Column("내용")), (("1", "안전 점검 결과를 공개하여야 합니다. " * 9),)
    )
    [sheet] = sheets(table)
    assert sheet.widths[0] < 4
    assert abs(sum(sheet.widths) - UPRIGHT) < 0.1


def test_parts_of_a_cut_table_are_told_apart_and_hold_each_cell():
    table = Table("표", tuple(Column(f"{n}번째 항목", numeric=n > 0) for n in range(40)), (("계", *range(1001, 1040)),))
    printed = parts(table, "표 7")
    assert [part.caption for part in printed] == [f"표 7. 표 ({n}/{len(printed)})" for n in range(1, len(printed) + 1)]
    assert {part.titles[0] for part in printed} == {"0번째 항목"}
    assert [cell for part in printed for cell in part.rows[0][1:]] == [f"{n:,}" for n in range(1001, 1040)]
    assert [part.caption for part in parts(Table("표", (Column("가"),)), "")] == ["표"]


def test_a_wide_table_lies_on_a_landscape_page():
    table = Table("열", tuple(Column(f"{n}번째 항목") for n in range(9)))
    assert [sheet.orientation for sheet in sheets(table)] == ["landscape"]


def test_a_table_of_forty_columns_is_cut_and_repeats_its_first_column():
    table = Table("표", tuple(Column(f"{n}번째 항목") for n in range(40)))
    parts = sheets(table)
    assert [part.columns[0] for part in parts] == [0] * len(parts)
    assert [column for part in parts for column in part.columns[1:]] == list(range(1, 40))
    assert all(sum(part.widths) <= LANDSCAPE + 0.1 for part in parts)


def test_whole_numbers_are_shown_with_separators_and_text_as_it_is():
    assert [shown(20006), shown(-1500), shown("2026")] == ["20,006", "-1,500", "2026"]
