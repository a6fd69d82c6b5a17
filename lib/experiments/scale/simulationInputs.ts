import { z } from 'zod';
import { ResultsError } from '../../common/errors';
import { readJson } from '../../common/validation';

const positive = z.number().positive();
const images = z.strictObject({
  train: positive.int(),
  validation: positive.int(),
  test: positive.int(),
  objects: positive.int(),
  source: z.string(),
});

const schema = z.strictObject({
  /** What `npm run scale -- --measure` found on the CPU */
  measured: z.strictObject({
    /** Multiply-accumulates of a forward pass of one image, by network and scale */
    multiplyAccumulates: z.record(z.string(), positive),
    /** Forward and backward pass of an image at paper scale, by network, s, as README's table of networks has it */
    secondsOfPass: z.record(z.string(), positive),
    /** Time of a step by LSQ over that of an unquantized one, mini scale, one thread */
    quantizedOverUnquantized: positive,
    /** Of WDR's runs at mini scale, by role: wall time of a step, s, other load included */
    steps: z.record(z.string(), z.strictObject({ runs: positive.int(), least: positive, median: positive })),
    /** Decoding, PnP and metrics of an image on one core, s */
    secondsAnImage: positive,
  }),
  /** What nobody measured here, each with its source */
  assumed: z.strictObject({
    gpu: z.string(),
    /** Operations a second that training sustains, a multiply-accumulate counted as two; TFLOP/s */
    sustained: z.strictObject({ low: positive, high: positive, source: z.string() }),
    /** USD for an hour of one GPU */
    price: z.strictObject({ usd: positive, source: z.string() }),
    images: z.strictObject({ swisscube: images, linemod: images }),
  }),
});

/** What a simulation of the paper profile takes as given: measured on the CPU, or assumed with a stated source. */
export type SimulationInputs = z.infer<typeof schema>;

/** @throws ResultsError naming the field that is missing or wrong */
export function readSimulationInputs(file: string): Promise<SimulationInputs> {
  return readJson(file, schema, ResultsError);
}
