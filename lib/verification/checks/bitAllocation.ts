import { z } from 'zod';
import { allocateBits } from '../../allocation/bitAllocation';
import type { Assignment } from '../../allocation/allocationProblem';
import { InfeasibleAllocationError } from '../../allocation/infeasibleAllocation';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { ErrorTally } from '../errorTally';
import type { GoldenCheck } from '../goldenReport';

const caseSchema = z
  .object({
    params: z.array(z.int().positive()).min(1),
    bits: z.array(z.int().positive()).min(1),
    importance: z.array(z.array(z.number())),
    compressionFactor: z.number().positive(),
    expected: z.object({ objective: z.number(), bits: z.array(z.int().positive()) }).nullable(),
  })
  .refine(
    ({ params, bits, importance }) =>
      importance.length === params.length && importance.every((row) => row.length === bits.length),
    { path: ['importance'], message: 'a row for each of params, with a number for each of bits' },
  );

const fileSchema = z.object({ cases: z.array(caseSchema).min(1) });

const tolerance = { relative: 1e-9, floor: 1e-9 };

/** Widths by integer program against exhaustive search, infeasible cases included. */
export const bitAllocationCheck: GoldenCheck = {
  file: 'bit-allocation.json',
  async check(content, source) {
    const { cases } = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    for (const [index, golden] of cases.entries()) {
      const found = await bestOrInfeasible(golden);
      const place = `case ${index}`;
      if (found === null || golden.expected === null) {
        tally.requireEqual(place, found?.bits ?? 'infeasible', golden.expected?.bits ?? 'infeasible');
        continue;
      }
      tally.requireEqual(`${place}, bits`, found.bits, golden.expected.bits);
      tally.compare(`${place}, objective`, found.importance, golden.expected.objective, tolerance);
    }
    return tally.report(cases.length, `${tolerance.relative} relative, the same widths`);
  },
};

async function bestOrInfeasible(golden: z.infer<typeof caseSchema>): Promise<Assignment | null> {
  const { params, importance, bits, compressionFactor } = golden;
  const modules = params.map((weights, index) => {
    return { name: `module ${index}`, weights, importance: importance[index] };
  });
  try {
    return (await allocateBits({ modules, bits, compressionFactor })).best;
  } catch (error) {
    if (error instanceof InfeasibleAllocationError) return null;
    throw error;
  }
}
