"""Executes cells in a fresh kernel; each that shows progress in training is interrupted once, and executed again.

Usage: interrupt_cell.py KERNEL WORKING_FOLDER SECONDS < JSON list of sources

Prints a JSON list: of each execution its source's index, whether it succeeded, its texts, and whether it was interrupted.
"""

import json
import sys
import time
from queue import Empty

from jupyter_client.manager import start_new_kernel


def execute(manager, client, source, interrupt, deadline):
    request = client.execute(source)
    texts, interrupted = [], False
    while True:
        try:
            message = client.get_iopub_msg(timeout=max(1, deadline - time.monotonic()))
        except Empty:
            sys.exit(f"not finished in time: {texts}")
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            if message["parent_header"].get("msg_id") == request:
                break
        if kind == "stream":
            texts.append(content["text"])
        if kind in ("display_data", "update_display_data"):
            texts.append(content["data"].get("text/plain", ""))
            if interrupt and not interrupted and "training" in texts[-1] and "steps/s" in texts[-1]:
                manager.interrupt_kernel()
                interrupted = True
    reply = client.get_shell_msg(timeout=10)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=10)
    succeeded = reply["content"]["status"] == "ok"
    return {"succeeded": succeeded, "interrupted": interrupted, "texts": texts}


def main(kernel, folder, seconds):
    sources = json.load(sys.stdin)
    deadline = time.monotonic() + float(seconds)
    manager, client = start_new_kernel(kernel_name=kernel, cwd=folder)
    executions = []
    try:
        for source in sources:
            execution = execute(manager, client, source, True, deadline)
            executions.append(execution)
            if execution["interrupted"]:
                # tslab refuses requests for 200 ms after a cell that failed.
                time.sleep(0.5)
                executions.append(execute(manager, client, source, False, deadline))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(json.dumps(executions))


if __name__ == "__main__":
    main(*sys.argv[1:])
