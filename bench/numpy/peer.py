"""The peer's process for pose errors."""

import sys
import time
from pathlib import Path

import numpy as np
import scipy
from safetensors.numpy import load_file

import pose_errors

sys.path.append(str(Path(__file__).parent.parent))
from peer_requests import answer_requests  # noqa: E402


class PoseError:
    """One error, over the pairs of poses that our side wrote."""

    def __init__(self, workload, exchange):
        tensors = {name: values.astype(np.float64) for name, values in load_file(exchange).items()}
        points, matrix = tensors["points"], tensors["matrix"]
        symmetries = poses_of(tensors, "symmetries")
        measure = {
            "ADD": lambda *pair: pose_errors.add(points, *pair),
            "ADI": lambda *pair: pose_errors.adi(points, *pair),
            "MSSD": lambda *pair: pose_errors.mssd(points, *pair, symmetries),
            "MSPD": lambda *pair: pose_errors.mspd(points, *pair, symmetries, matrix),
        }[workload["error"]]
        pairs = list(zip(poses_of(tensors, "estimates"), poses_of(tensors, "truths")))
        self.measure_all = lambda: [float(measure(*pair)) for pair in pairs]
        self.figures = self.measure_all()

    def run(self, repetitions):
        samples = []
        for _ in range(repetitions):
            start = time.perf_counter()
            count = len(self.measure_all())
            samples.append(1000 * (time.perf_counter() - start) / count)
        return samples


def poses_of(tensors, name):
    return list(zip(tensors[f"{name}/rotations"], tensors[f"{name}/translations"]))


def prepare(workload, exchange):
    error = PoseError(workload, exchange)
    versions = {"numpy": np.__version__, "scipy": scipy.__version__}
    return error, {"figures": error.figures, "parameters": 0, "versions": versions}


answer_requests(prepare)
