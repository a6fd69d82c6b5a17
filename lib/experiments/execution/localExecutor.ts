import type { Executor, ExecutorContext } from './executor';

/** Does runs in processes of this machine, several at once, from the moment that they are handed over. */
export function createLocalExecutor({ profile, workers, runner, reporter }: ExecutorContext): Executor {
  return {
    prepare: (choice) => workers.prepare(profile, choice, reporter),
    submit(runs) {
      // Experiments may have keys in common: here a run goes by its id.
      const results = runner.run(runs.map((run) => ({ ...run, key: run.id })));
      // Who collects hears of what went wrong; until then nobody has to.
      results.catch(() => undefined);
      return Promise.resolve({ collect: () => results });
    },
    stop: () => workers.stop(),
  };
}
