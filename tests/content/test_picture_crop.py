"""A crop fills its box, lies in the picture, and keeps what matters in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content.event import Picture
from reports.content.picture_crop import Focus, Window, crop

SHARES = st.floats(0, 1)
SIDES = st.integers(1, 10_000)


@given(SIDES, SIDES, st.floats(0.05, 20), st.builds(Focus, SHARES, SHARES) | st.none())
def test_crop_lies_in_the_picture_and_has_the_shape_of_the_box(
    width: int, height: int, shape: float, focus: Focus | None
) -> None:
    window = crop(width, height, shape, focus)
    assert 0 <= window.left <= window.right <= width + 1e-6
    assert 0 <= window.top <= window.bottom <= height + 1e-6
    assert window.width == pytest.approx(window.height * shape)
    # nothing is cut off that need not be
    assert window.width == pytest.approx(width) or window.height == pytest.approx(height)
    if focus is not None:
        assert window.left - 1e-6 <= focus.x * width <= window.right + 1e-6
        assert window.top - 1e-6 <= focus.y * height <= window.bottom + 1e-6


@pytest.mark.parametrize(
    ("size", "shape", "focus", "window"),
    [
        ((600, 400), 1.5, None, (0, 0, 600, 400)),
        ((600, 400), 1.0, Focus(0.5, 0.5), (100, 0, 500, 400)),
        ((600, 400), 1.0, Focus(0.9, 0.5), (200, 0, 600, 400)),  # not beyond the edge
        ((600, 400), 1.0, Focus(0.4, 0.9), (40, 0, 440, 400)),
        ((400, 600), 1.0, Focus(0.5, 0.1), (0, 0, 400, 400)),
        ((400, 600), 1.0, Focus(0.5, 1.0), (0, 200, 400, 600)),
    ],
)
def test_focus_is_next_to_the_middle(
    size: tuple[int, int], shape: float, focus: Focus | None, window: tuple[float, ...]
) -> None:
    assert crop(*size, shape, focus) == pytest.approx(Window(*window))


@pytest.mark.parametrize("shape", [1.0, 148 / 126, 1.5, 210 / 120])
@pytest.mark.parametrize("size", [(400, 600), (480, 600), (450, 800)])
def test_head_of_an_upright_picture_stays_on_it(size: tuple[int, int], shape: float) -> None:
    """Without a focus a face in the upper third stays whole, where a crop of the centre cuts it."""
    head = (0.15 * size[1], 0.45 * size[1])
    window = crop(*size, shape)
    assert window.top <= head[0]
    assert window.bottom >= head[1]


@pytest.mark.parametrize("shape", [2.0, 99 / 40])
def test_people_in_a_broad_picture_keep_their_heads(shape: float) -> None:
    assert crop(600, 400, shape).top <= 0.2 * 400


@pytest.mark.parametrize(
    ("written", "focus"),
    [("60% 30%", (0.6, 0.3)), ("0%  100%", (0, 1)), (" 12.5% 7% ", (0.125, 0.07))],
)
def test_focus_is_read(written: str, focus: tuple[float, float]) -> None:
    picture = Picture.model_validate({"file": "a.jpg", "credit": "A", "focus": written})
    assert picture.focus_point == pytest.approx(focus)


@pytest.mark.parametrize("written", ["60 30", "60%", "101% 0%", "60%30%", "-1% 5%", "left top"])
def test_focus_in_another_form_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="focus"):
        Picture.model_validate({"file": "a.jpg", "credit": "A", "focus": written})
