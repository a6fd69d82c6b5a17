"""The peer's process: takes requests on standard input, a JSON object a line, and answers on file descriptor 3."""

import json
import os
import sys
import time
import traceback

import torch

from inference import Inference
from training import Training

KINDS = {"training": Training, "inference": Inference}


def main():
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    answers = os.fdopen(3, "w")
    prepared = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                torch.manual_seed(0)
                prepared = KINDS[request["prepare"]["kind"]](request["prepare"], request["exchange"])
                versions = {"python": sys.version.split()[0], "torch": torch.__version__}
                answer = {"figures": prepared.figures, "parameters": prepared.parameters, "versions": versions}
            else:
                start = time.process_time()
                samples = prepared.run(request["run"])
                processor = 1000 * (time.process_time() - start) / request["run"]
                answer = {"samples": samples, "processor": processor}
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
