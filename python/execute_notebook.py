"""Executes a notebook in a fresh kernel and tells, one JSON object a line on stdout, what happens.

Usage: execute_notebook.py INPUT OUTPUT KERNEL WORKING_FOLDER TIMEOUT_SECONDS

The output is written also when a cell fails, as far as it went; the exit code is then 1, and a line with
"event": "failure" has told why.
"""

import json
import sys
import time

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def tell(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


def error_text(cell):
    """What the kernel printed: it reports an error on the cell's error stream."""
    outputs = cell.get("outputs", [])
    return "".join(output["text"] for output in outputs if output.get("name") == "stderr")


def main(source, target, kernel, folder, seconds):
    notebook = nbformat.read(source, as_version=4)
    cells = list(notebook.cells)
    total = sum(cell.cell_type == "code" for cell in cells)
    deadline = time.monotonic() + float(seconds)
    position = 0

    def start_cell(cell, cell_index):
        nonlocal position
        position = cell_index
        done = sum(cell.cell_type == "code" for cell in cells[:cell_index])
        if cell.cell_type == "code":
            tell("cell", cell=min(cell_index + 1, len(cells)), done=done, total=total)

    def fail(kind, text):
        tell("failure", kind=kind, cell=min(position + 1, len(cells)), text=text)
        return 1

    # One more cell, removed below: it fails if work that no cell awaited has failed.
    last_look = nbformat.v4.new_code_cell("await new Promise((resolve) => setTimeout(resolve, 20))")
    notebook.cells.append(last_look)
    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        resources={"metadata": {"path": folder}},
        timeout_func=lambda cell: max(1, deadline - time.monotonic()),
        on_cell_start=start_cell,
        record_timing=False,
    )
    try:
        client.execute()
    except CellTimeoutError:
        return fail("timeout", f"not finished after {seconds} s")
    except CellExecutionError:
        return fail("cell", error_text(notebook.cells[position]))
    except (DeadKernelError, NoSuchKernel, RuntimeError) as error:
        return fail("kernel", str(error))
    finally:
        notebook.cells.pop()
        nbformat.write(notebook, target)
    tell("finished", total=total)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
