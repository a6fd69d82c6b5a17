/* A process that runs one ONNX file and nothing else; its request is its argument, its answer a line of JSON. */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What is run, and how often. */
export interface LatencyRequest {
  readonly file: string;
  /** [1, H, W, 3] */
  readonly shape: readonly number[];
  readonly provider: 'cpu' | 'cuda';
  readonly threads: number;
  readonly warmUp: number;
  readonly repetitions: number;
}

/** What was measured. */
export interface LatencyAnswer {
  /** Of each repetition */
  readonly milliseconds: readonly number[];
  /** Highest resident memory of the process, bytes */
  readonly residentBytes: number;
}

async function measure(request: LatencyRequest): Promise<LatencyAnswer> {
  const { file, shape, provider, threads, warmUp, repetitions } = request;
  const session = await InferenceSession.create(file, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  });
  const length = shape.reduce((product, size) => product * size, 1);
  const images = Float32Array.from({ length }, (_, index) => Math.sin(index));
  const milliseconds: number[] = [];
  for (let repetition = -warmUp; repetition < repetitions; repetition++) {
    const start = performance.now();
    await session.run({ images: new Tensor('float32', images, shape) });
    if (repetition >= 0) milliseconds.push(performance.now() - start);
  }
  return { milliseconds, residentBytes: peak() };
}

/** Highest resident memory of this process so far, bytes. What Linux counts in `maxRSS` begins with the parent's peak. */
function peak(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return 1024 * Number(kibibytes);
}

void measure(JSON.parse(process.argv[2]) as LatencyRequest).then((answer) => {
  console.log(JSON.stringify(answer));
});
