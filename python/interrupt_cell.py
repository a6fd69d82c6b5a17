"""Executes cells in a fresh kernel; a cell that shows a bar with a speed is interrupted once, and executed again.

Usage: interrupt_cell.py KERNEL WORKING_FOLDER SECONDS LABEL < JSON list of sources

LABEL is what the bar begins with. Prints a JSON list: of each execution whether it succeeded, whether it was interrupted, and
its texts. Ends with an error when SECONDS are over.
"""

import json
import sys
import time
from queue import Empty

from jupyter_client.manager import start_new_kernel


def text_of(message):
    kind, content = message["msg_type"], message["content"]
    if kind == "stream":
        return content["text"]
    if kind in ("display_data", "update_display_data"):
        return content["data"].get("text/plain", "")
    return None


def execute(manager, client, source, label, deadline):
    """Without a label nothing is interrupted."""
    request = client.execute(source)
    texts, interrupted = [], False
    while True:
        try:
            message = client.get_iopub_msg(timeout=max(1, deadline - time.monotonic()))
        except Empty:
            sys.exit(f"not finished in time: {texts}")
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            if message["parent_header"].get("msg_id") == request:
                break
        text = text_of(message)
        if text is None:
            continue
        texts.append(text)
        if label is not None and not interrupted and text.startswith(label) and "/s, " in text:
            manager.interrupt_kernel()
            interrupted = True
    reply = client.get_shell_msg(timeout=10)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=10)
    succeeded = reply["content"]["status"] == "ok"
    return {"succeeded": succeeded, "interrupted": interrupted, "texts": texts}


def main(kernel, folder, seconds, label):
    sources = json.load(sys.stdin)
    deadline = time.monotonic() + float(seconds)
    manager, client = start_new_kernel(kernel_name=kernel, cwd=folder)
    executions = []
    try:
        for source in sources:
            executions.append(execute(manager, client, source, label, deadline))
            if executions[-1]["interrupted"]:
                # tslab refuses requests for 200 ms after a cell that failed.
                time.sleep(0.5)
                executions.append(execute(manager, client, source, None, deadline))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(json.dumps(executions))


if __name__ == "__main__":
    main(*sys.argv[1:])
