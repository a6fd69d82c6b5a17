import type { RunStatus } from '../experiments/slurm/runStatus';
import { columnsText } from './tables/tableText';

const states = ['done', 'running', 'pending', 'failed'] as const;

/** @returns runs on a cluster as a table, a line each, and how many are in which state */
export function statusLines(statuses: readonly RunStatus[]): string[] {
  const rows = statuses.map(({ id, title, task, state, detail }) => [id, title, task ?? '', state, detail]);
  const counts = states.map((state) => `${statuses.filter((run) => run.state === state).length} ${state}`);
  const headings = ['run', 'what it is', 'task', 'state', 'in words'];
  return [...columnsText(headings, rows, [false, false, false, false, false]), counts.join(', ')];
}
