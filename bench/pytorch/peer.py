"""The peer's process for training and inference."""

import os
import sys
from pathlib import Path

import torch

from inference import Inference
from training import Training

sys.path.append(str(Path(__file__).parent.parent))
from peer_requests import answer_requests  # noqa: E402

KINDS = {"training": Training, "inference": Inference}


def prepare(workload, exchange):
    torch.manual_seed(0)
    prepared = KINDS[workload["kind"]](workload, exchange)
    figures = {"figures": prepared.figures, "parameters": prepared.parameters}
    return prepared, {**figures, "versions": {"torch": torch.__version__}}


torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
answer_requests(prepare)
