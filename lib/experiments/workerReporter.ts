import type { ProgressTask, Reporter } from '../common/reporter';
import type { WorkerEvent } from './workerMessages';

/** A reporter whose words travel to another process. */
export function sendingReporter(send: (event: WorkerEvent) => void): Reporter {
  let tasks = 0;
  return {
    info: (message) => {
      send({ kind: 'info', message });
    },
    warn: (message) => {
      send({ kind: 'warn', message });
    },
    progress(label, total, unit) {
      const task = tasks++;
      send({ kind: 'start', task, label, total, unit });
      return {
        update: (completed, figures) => {
          send({ kind: 'update', task, completed, ...(figures !== undefined && { figures }) });
        },
        finish: () => {
          send({ kind: 'finish', task });
        },
      };
    },
  };
}

/**
 * Says to a reporter what another process sent.
 * @param title - put before every label and message
 */
export function receivingReporter(reporter: Reporter, title: string): (event: WorkerEvent) => void {
  const tasks = new Map<number, ProgressTask>();
  return (event) => {
    switch (event.kind) {
      case 'info':
      case 'warn':
        reporter[event.kind](`${title}: ${event.message}`);
        break;
      case 'start':
        tasks.set(event.task, reporter.progress(`${title}: ${event.label}`, event.total, event.unit));
        break;
      case 'update':
        tasks.get(event.task)?.update(event.completed, event.figures);
        break;
      case 'finish':
        tasks.get(event.task)?.finish();
        tasks.delete(event.task);
    }
  };
}
