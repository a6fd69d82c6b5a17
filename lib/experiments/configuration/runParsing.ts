import { z } from 'zod';
import { ConfigurationError } from '../../common/errors';
import { validate } from '../../common/validation';
import { splitCounts } from './moduleSplits';
import { networkModules, type NetworkName } from './networkModules';
import { quantizationFields } from './quantizationConfiguration';
import { profileNames, runRoles, type RunConfiguration } from './runConfiguration';
import { checkRun } from './runRules';
import { evaluationSchema, trainingSchema } from './runSchemas';
import { trainingConditionsSchema } from './trainingConditions';

const count = z.number().int().min(1);

/** Shape of a run configuration, without the rules between its fields. */
const configurationSchema: z.ZodType<RunConfiguration> = z.strictObject({
  role: z.enum(runRoles),
  profile: z.enum(profileNames),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  parent: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'the id of a run: 16 hexadecimal digits')
    .exactOptional(),
  model: z.strictObject({
    network: z.enum(Object.keys(networkModules) as NetworkName[]),
    scale: z.string().min(1),
    classes: z.number().int().min(2).exactOptional(),
    modules: z.literal([...splitCounts]).exactOptional(),
  }),
  ...quantizationFields,
  dataset: z.strictObject({
    name: z.string().min(1),
    objects: z.array(count).min(1).exactOptional(),
    images: z.strictObject({ train: count, validation: count, test: count }),
  }),
  conditions: trainingConditionsSchema.exactOptional(),
  training: trainingSchema,
  evaluation: evaluationSchema,
});

/**
 * Checks a run configuration.
 * @param value - a plain object, such as parsed JSON
 * @param source - where it comes from, for the message
 * @throws ConfigurationError naming the field and what is allowed in it
 */
export function parseRunConfiguration(value: unknown, source = 'run configuration'): RunConfiguration {
  const configuration = validate(configurationSchema, value, source, ConfigurationError);
  checkRun(configuration, source);
  return configuration;
}
