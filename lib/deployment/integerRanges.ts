import { ConfigurationError } from '../common/errors';
import type { Reporter } from '../common/reporter';
import { decodingOf, standInDetections } from '../experiments/run/runEvaluation';
import type { OnnxOptions } from '../export/onnx/onnxExport';
import type { ValueRange } from '../export/onnx/integerConvolution';
import { loadPnpSolver } from '../geometry/pnp';
import type { ExportableRun } from './exportableRun';
import { measureOutputRanges } from './outputRanges';

/**
 * Finds the ranges that convolutions of integers round their outputs within, on the first images of the validation set.
 * @param count - images; all where there are fewer
 * @returns range of each layer's output, by name
 * @throws ConfigurationError where the run left the inputs of layers at full precision: there is nothing to multiply in bytes
 * @throws DatasetError when an image cannot be read
 * @throws ExportError as the export does
 */
export async function integerRanges(
  { run, trained, validation }: Pick<ExportableRun, 'run' | 'trained' | 'validation'>,
  options: OnnxOptions,
  count: number,
  reporter: Reporter,
): Promise<Map<string, ValueRange>> {
  const { activations, evaluation } = run.ingredients.configuration;
  if (activations === undefined) {
    throw new ConfigurationError({
      file: `run ${run.id}`,
      field: 'activations',
      found: 'inputs of layers at full precision',
      expected: 'inputs of 8 bits, which convolutions of integers take',
      remedy: 'Export a run whose inputs are quantized, or export without integer kernels.',
    });
  }
  const { network, precision } = trained;
  const parts = { precision, objects: validation.objects, decoding: decodingOf(evaluation) };
  const predictor = network.predictor({ ...parts, solver: await loadPnpSolver() });
  const detections = standInDetections(predictor, validation);
  const chosen = validation.samples.slice(0, count);
  const progress = reporter.progress('ranges of outputs', chosen.length, 'images');
  async function* images() {
    for (const [index, { camera }] of chosen.entries()) {
      const { image } = await validation.pixels(index);
      const prepared = predictor.prepare([image], [camera], detections && [detections(index)]);
      if (prepared.images.length > 0) yield prepared.images;
      progress.update(index + 1);
    }
    progress.finish();
  }
  return measureOutputRanges(network, options, images());
}
