/**
 * Says that a step runs, and goes on saying so; in a terminal on one line, elsewhere a line every half minute.
 * @param {string} title
 * @returns {(ending: string) => void} to be called when the step ends
 */
export function startProgress(title) {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  const inTerminal = process.stdout.isTTY === true;
  const write = inTerminal
    ? (/** @type {string} */ text) => process.stdout.write(`\r\u001b[2K${text}`)
    : (/** @type {string} */ text) => process.stdout.write(`${text}\n`);
  write(`${title} ...`);
  const timer = setInterval(() => write(`${title} ... ${seconds()} s`), inTerminal ? 1000 : 30_000);
  return (ending) => {
    clearInterval(timer);
    write(`${title}: ${ending} in ${seconds()} s`);
    if (inTerminal) process.stdout.write('\n');
  };
}
