import type { ProgressTask, Reporter } from '../../common/reporter';
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

/** Hears what another process says. */
export interface EventReceiver {
  receive(event: Exclude<WorkerEvent, { kind: 'process' }>): void;
  /** Ends the tasks that the other process left open: it may have died. */
  end(): void;
}

/**
 * Says to a reporter what another process sent.
 * @param title - put before every label and message
 */
export function receivingReporter(reporter: Reporter, title: string): EventReceiver {
  const tasks = new Map<number, ProgressTask>();
  const finish = (task: number) => {
    tasks.get(task)?.finish();
    tasks.delete(task);
  };
  return {
    receive(event) {
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
          finish(event.task);
      }
    },
    end() {
      for (const task of [...tasks.keys()]) finish(task);
    },
  };
}
