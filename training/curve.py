"""The training's curve as a picture (SVG): errors per sign against lines seen."""

from collections.abc import Sequence
from math import log10

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 20, 48
HIGHEST, LOWEST = 1.0, 0.003  # error rates at the two ends of the axis
SERIES = (
    ("seen_errors", "#1b6ca8", "faces seen"),
    ("unseen_errors", "#b5472f", "faces held out"),
)


def draw_svg(points: Sequence[dict[str, float]]) -> str:
    """Return the picture of *points*, rows of curve.csv; the error axis is logarithmic."""
    most = max(point["lines"] for point in points)

    def across(lines: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * lines / most

    def down(rate: float) -> float:
        share = log10(HIGHEST / min(max(rate, LOWEST), HIGHEST)) / log10(HIGHEST / LOWEST)
        return TOP + (HEIGHT - TOP - BOTTOM) * share

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for rate in (1, 0.3, 0.1, 0.03, 0.01, 0.003):
        y = f"{down(rate):.1f}"
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" dy="4">{rate:.1%}</text>')
    for quarter in range(5):
        lines = most * quarter / 4
        parts.append(
            f'<text x="{across(lines):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
            f"{lines / 1000:,.0f}k</text>"
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">'
        "lines seen; signs wrong, damaged lines</text>"
    )
    for series, colour, name in SERIES:
        way = " ".join(
            f"{across(point['lines']):.1f},{down(point[series]):.1f}" for point in points
        )
        last = down(points[-1][series])
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        above = 14 if series == "seen_errors" else -4
        parts.append(
            f'<text x="{WIDTH - RIGHT + 6}" y="{last:.1f}" dy="{above}" fill="{colour}">'
            f"{name} {points[-1][series]:.1%}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
