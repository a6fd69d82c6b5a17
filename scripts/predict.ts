import { basename, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../lib/common/errors';
import { readDetections } from '../lib/datasets/detections';
import {
  imagesOfBopSet,
  imagesOfFolder,
  singleImage,
  type ImageSource,
} from '../lib/deployment/imageSources';
import { predictToFiles, type DetectionFinder } from '../lib/deployment/predictionFiles';
import { predictionText } from '../lib/deployment/predictionText';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';

interface Options {
  readonly model: string;
  readonly mesh: readonly string[];
  readonly millimeters?: number;
  readonly image?: string;
  readonly folder?: string;
  readonly dataset?: string;
  readonly camera?: string;
  readonly split: string;
  readonly targets?: string;
  readonly detections?: string;
  readonly box?: readonly number[];
  readonly whole: boolean;
  readonly output: string;
  readonly overlays: boolean;
  readonly method: string;
  readonly name?: string;
  readonly force: boolean;
}

const reporter = createTerminalReporter(process.stderr);

const command = new Command('npm run predict --')
  .description('Finds objects in images with an exported network: poses, overlays, BOP results.')
  .requiredOption('--model <file>', 'an exported network, ONNX or packed')
  .requiredOption('--mesh <files...>', 'mesh of each object of the network: PLY, OBJ or GLB')
  .option('--millimeters <number>', 'mm that the unit of the meshes stands for', aboveZero)
  .option('--image <file>', 'one image: its poses are printed, its overlay is written')
  .option('--folder <folder>', 'images named by their numbers: poses go to a BOP results file')
  .option('--dataset <folder>', 'a set in BOP format, with its own cameras: the same')
  .option('--camera <file>', 'camera of image or folder: fx, fy, cx, cy as in camera.json, or cam_K')
  .option('--split <folder>', 'folder of the split in the set', 'test')
  .option('--targets <file>', "list of the set's images, such as test_targets_bop19.json; all without it")
  .option('--detections <file>', 'boxes in BOP format, for networks that look at crops')
  .addOption(
    new Option('--box <numbers>', 'left,top,width,height in px, in place of detections').argParser(boxOf),
  )
  .option(
    '--whole',
    'fit whole images in, where they would be seen through the camera of the training',
    false,
  )
  .option('--output <folder>', 'what is written to', 'predictions')
  .option('--overlays', 'draw each image of a folder or set too', false)
  .option('--method <name>', 'name of the method in the results file', 'mqat')
  .option('--name <name>', "name of the data set in the results file; the folder's without it")
  .option('--force', 'overwrite files that are there', false)
  .action(predict);

async function predict(options: Options): Promise<void> {
  const { image, output } = options;
  const sources = await sourcesOf(options);
  const folder = options.folder ?? options.dataset;
  const results =
    folder === undefined
      ? undefined
      : { method: options.method, dataset: options.name ?? basename(folder), split: options.split };
  const predicted = await predictToFiles(
    {
      model: options.model,
      meshes: options.mesh,
      millimeters: options.millimeters,
      sources,
      detections: detectionsOf(options, sources),
      wholeImages: options.whole,
      output,
      overlays: image !== undefined || options.overlays,
      results,
      overwrite: options.force,
    },
    reporter,
  );
  if (image === undefined) {
    const found = predicted.filter(({ predictions }) => predictions.some(({ pose }) => pose !== undefined));
    console.log(
      `something was found in ${found.length} of ${predicted.length} images; results are in ${output}`,
    );
    return;
  }
  const [{ predictions, overlay, seconds }] = predicted;
  console.log(predictionText(predictions));
  console.log(`${overlay ?? join(output, image)}, ${(1000 * seconds).toFixed(0)} ms`);
}

async function sourcesOf(options: Options): Promise<ImageSource[]> {
  const { image, folder, dataset, camera, split, targets } = options;
  const places = [image, folder, dataset].filter((place) => place !== undefined);
  if (places.length !== 1) throw wrongOptions(`${places.length} of --image, --folder, --dataset`, 'one');
  if (dataset !== undefined) return imagesOfBopSet(dataset, split, targets, reporter);
  if (camera === undefined) throw wrongOptions('no --camera', 'the camera of the images');
  return image === undefined ? imagesOfFolder(folder!, camera) : [await singleImage(image, camera)];
}

function detectionsOf(
  { detections, box, image }: Options,
  sources: readonly ImageSource[],
): DetectionFinder | undefined {
  if (detections !== undefined) return (objects) => readDetections(detections, { samples: sources, objects });
  if (box === undefined) return undefined;
  if (image === undefined) throw wrongOptions('--box', '--detections for several images');
  const [left, top, width, height] = box;
  const detected = { box: { left, top, width, height }, score: 1 };
  return (objects) => () => objects.map(({ id }) => ({ objectId: id, ...detected }));
}

function wrongOptions(found: string, expected: string): ConfigurationError {
  return new ConfigurationError({ field: 'options', found, expected, remedy: 'See --help.' });
}

function aboveZero(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('expected a number above 0');
}

function boxOf(text: string): number[] {
  const numbers = text.split(',').map(Number);
  const fits = numbers.length === 4 && numbers.every(Number.isFinite) && numbers[2] > 0 && numbers[3] > 0;
  if (fits) return numbers;
  throw new InvalidArgumentError('expected left,top,width,height, the last two above 0');
}

runCommand(async () => {
  await command.parseAsync();
});
