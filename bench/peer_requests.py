"""What every peer's process does: takes requests on standard input, a JSON object a line, and answers on file descriptor 3."""

import json
import os
import sys
import time
import traceback


def answer_requests(prepare):
    """`prepare(workload, exchange)` gives something that runs, and what is known of it: figures, parameters, versions."""
    answers = os.fdopen(3, "w")
    prepared = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "prepare" in request:
                prepared, known = prepare(request["prepare"], request["exchange"])
                answer = {**known, "versions": {"python": sys.version.split()[0], **known["versions"]}}
            else:
                start = time.process_time()
                samples = prepared.run(request["run"])
                processor = 1000 * (time.process_time() - start) / request["run"]
                answer = {"samples": samples, "processor": processor}
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
