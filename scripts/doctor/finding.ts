import { InputError } from '../../lib/common/errors';

/** One thing the doctor has looked at. */
export interface Finding {
  readonly subject: string;
  readonly found: string;
  /** Only where it is wrong */
  readonly remedy?: string;
}

/**
 * @param subject - what is looked at
 * @param look - says what was found, or throws what is wrong
 */
export async function finding(subject: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { subject, found: await look() };
  } catch (error) {
    const remedy = error instanceof InputError ? error.problem.remedy : 'Run `npm run setup`.';
    return { subject, found: error instanceof Error ? error.message : String(error), remedy };
  }
}

/** @returns the finding as it is printed */
export function formatFinding({ subject, found, remedy }: Finding): string {
  const line = `${subject.padEnd(20)} ${found}`;
  return remedy === undefined ? `  ok     ${line}` : `  WRONG  ${line}\n${' '.repeat(30)}remedy: ${remedy}`;
}
