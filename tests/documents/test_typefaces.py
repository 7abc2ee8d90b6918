from deliberation.documents.typefaces import FOLDER, glyphs


def test_every_hangul_syllable_and_the_common_hanja_can_be_shown():
    assert set(range(0xAC00, 0xD7A4)) <= glyphs()
    assert {ord(character) for character in "仁川廣域市熟議民主主義①㈜㎡「」⟦⟧☐☑"} <= glyphs()


def test_characters_that_depend_on_their_neighbours_are_left_out():
    assert glyphs().isdisjoint({0x0301, 0x0332, 0x1100, 0x11A8})


def test_the_fonts_weigh_less_than_eight_megabytes_and_bring_their_licence():
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert sum(files.values()) < 8_000_000
    assert "OFL.txt" in files
