'use strict';

const checkEveryMilliseconds = 2000;

/** Ends the kernel when the Jupyter process that started it is gone: a training run must not outlive its notebook. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, checkEveryMilliseconds).unref();
}

module.exports = { endWithParent };
