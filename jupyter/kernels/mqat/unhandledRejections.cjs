'use strict';
const { JupyterHandlerImpl } = require('tslab/dist/jupyter.js');

/**
 * A promise that is rejected while nobody awaits it fails the cell that runs, or else the next one. tslab only prints
 * it, and a notebook that lost its work would pass. Must be called after the kernel has started.
 */
function failOnUnhandledRejections() {
  let failure;
  let running = false;

  const note = (kind) => (reason) => {
    failure ??= { kind, reason };
    // Ends the running cell, and the loops of the library that listen for an interruption.
    if (running) process.emit('SIGINT');
  };
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note('Unhandled rejection'));
  process.removeAllListeners('uncaughtException').on('uncaughtException', note('Uncaught exception'));

  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleExecuteImpl = async function (...request) {
    running = true;
    let count;
    let failed = false;
    try {
      count = await handleExecuteImpl.apply(this, request);
      // Node reports rejections after the microtasks: one turn of the event loop later.
      await new Promise((resolve) => setImmediate(resolve));
    } catch (countOfFailedCell) {
      count = countOfFailedCell;
      failed = true;
    }
    running = false;
    if (failure !== undefined) {
      console.error(`${failure.kind}, in work that no cell awaited:`, failure.reason);
      failure = undefined;
      failed = true;
    }
    if (failed) throw count;
    return count;
  };
}

module.exports = { failOnUnhandledRejections };
