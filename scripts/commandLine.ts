import { constants } from 'node:os';
import { InputError, InterruptionError } from '../lib/common/errors';

/**
 * Runs a command: bad input ends with its message, anything else with its stack; both with exit code 1. One that was stopped
 * ends as shells expect, with 130.
 * @param main - the command
 */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof InputError ? `${error.name}: ${error.message}` : error);
    process.exitCode = error instanceof InterruptionError ? 128 + constants.signals.SIGINT : 1;
  });
}
