import { InputError } from '../lib/common/errors';

/**
 * Runs a command: bad input ends with its message, anything else with its stack; both with exit code 1.
 * @param main - the command
 */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof InputError ? `${error.name}: ${error.message}` : error);
    process.exitCode = 1;
  });
}
