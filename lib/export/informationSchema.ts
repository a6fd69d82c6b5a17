import { z } from 'zod';
import type { ModelInformation } from './modelInformation';

/** Of what a file says. */
export const informationSchema: z.ZodType<ModelInformation> = z.strictObject({
  architecture: z.string(),
  configuration: z.record(z.string(), z.unknown()),
  moduleBits: z.record(z.string(), z.number().int()),
  order: z.array(z.string()),
  data: z.string(),
  metrics: z.record(z.string(), z.number()),
  codeVersion: z.string(),
});
