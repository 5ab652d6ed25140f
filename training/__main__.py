"""``python -m training``: trains, exports and measures; what stands in the folder is carried on.

It needs the environment that training/install makes.  Ctrl-C stops after the lines at hand,
with a checkpoint; the next call goes on from there.
"""

import argparse
import os
import sys
from pathlib import Path

from training import evaluation

FOLDER = Path(__file__).parent
PRODUCT = FOLDER.parent / "extractors" / "reader"


def say(line: str) -> None:
    print(line, flush=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Train the line reader from drawn lines."
    )
    parser.add_argument("--lines", type=int, default=1_500_000, help="to train on in all")
    parser.add_argument("--decay", type=int, default=400_000, help="of them at a falling rate")
    parser.add_argument("--minutes", type=float, help="stop after this time, ready to go on")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--all-faces", action="store_true", help="train on the held-out too")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="of the checkpoint and the curve"
    )
    parser.add_argument("--into", type=Path, default=PRODUCT, help="of the reader and its card")
    chosen = parser.parse_args(arguments)
    if chosen.seed == evaluation.SEED:
        parser.error(f"{evaluation.SEED} is the seed of the lines to measure on")
    return chosen


def main(arguments: list[str]) -> int:
    chosen = parse(arguments)
    # Whatever else the machine does comes first; OpenMP reads its setting when it is loaded.
    os.environ["OMP_NUM_THREADS"] = str(chosen.threads)
    os.nice(19 - os.nice(0))
    from training import card, curve, export, run

    chosen.folder.mkdir(parents=True, exist_ok=True)
    plan = run.Plan(
        folder=chosen.folder,
        seed=chosen.seed,
        lines=chosen.lines,
        decay=chosen.decay,
        threads=chosen.threads,
        all_faces=chosen.all_faces,
        minutes=chosen.minutes,
    )
    trained = run.train(plan, say)
    (chosen.folder / "curve.svg").write_text(
        curve.draw_svg(card.read_curve(chosen.folder / "curve.csv")), encoding="utf-8"
    )
    if trained.stopped:
        say("stopped; the next call goes on from the checkpoint")
        return 0
    model = chosen.into / "reader.onnx"
    export.export(trained.reader, model)
    written = card.write(
        chosen.into / "card.json",
        model=model,
        curve=chosen.folder / "curve.csv",
        trained={
            "seed": trained.progress.seed,
            "lines": trained.progress.lines,
            "steps": trained.progress.steps,
            "minutes": round(trained.progress.seconds / 60),
            "threads": chosen.threads,
            "all faces": trained.progress.all_faces,
        },
    )
    for group in ("faces held out", "faces seen"):
        figures = written[group]["all"]
        say(f"{group}: {figures['exact']} of {figures['lines']} lines exact, "
            f"{figures['error rate']:.2%} of signs wrong")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
