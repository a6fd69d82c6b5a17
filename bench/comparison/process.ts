import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { EnvironmentError } from '../../lib/common/errors';
import { projectRoot } from '../../lib/common/projectRoot';
import type { Contestant } from '../benchmark';
import type { Readiness, TurnResult, Workload } from '../workload';

/** What a child process is asked. */
export type Request = { readonly prepare: Workload; readonly exchange: string } | { readonly run: number };

type Runner = Exclude<Contestant, { kind: 'goal' }>;
type Answer = Readiness | TurnResult | { readonly error: string };

/** A child process that waits for its turn. */
export class Competitor {
  /** Takes the answer that is waited for */
  private receive: (answer: Answer) => void = () => undefined;
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly label: string,
  ) {
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
      this.receive(JSON.parse(line) as Answer);
    });
    const fail = (reason: string) => {
      this.receive({ error: reason });
    };
    child.stdin!.on('error', ({ message }) => {
      fail(message);
    });
    child.on('close', () => {
      fail('the process ended');
    });
    this.ended = once(child, 'close');
  }

  /** Starts the process of a contestant. */
  static start(contestant: Runner): Competitor {
    const [program, words] = commandOf(contestant);
    const child = spawn(program, words, {
      env: { ...process.env, ...environmentOf(contestant) },
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    return new Competitor(child, contestant.label);
  }

  /** Gets the workload ready. */
  async prepare(contestant: Runner, exchange: string): Promise<Readiness> {
    const { workload } = contestant;
    const variant = contestant.kind === 'pytorch' ? { variant: contestant.variant } : {};
    return (await this.ask({ prepare: { ...workload, ...variant }, exchange })) as Readiness;
  }

  /** Takes a turn. */
  async run(repetitions: number): Promise<TurnResult> {
    return (await this.ask({ run: repetitions })) as TurnResult;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.child.kill();
    await this.ended;
  }

  private async ask(request: Request): Promise<Exclude<Answer, { error: string }>> {
    const answer = await new Promise<Answer>((resolve) => {
      this.receive = resolve;
      if (this.child.exitCode !== null) resolve({ error: 'the process ended' });
      this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
    if (!('error' in answer)) return answer;
    throw new EnvironmentError({
      field: this.label,
      found: answer.error,
      expected: 'an answer',
      remedy: 'Read the message above; `npm run bench:setup` repairs the peer.',
    });
  }
}

/** Where `npm run bench:setup` puts PyTorch, NumPy and SciPy. */
const environmentFolder = join(projectRoot, '.venv-bench');

function commandOf(contestant: Runner): [program: string, words: string[]] {
  if (contestant.kind === 'ours') {
    return [process.execPath, ['--enable-source-maps', join(__dirname, '..', 'ours.js')]];
  }
  const python = join(environmentFolder, 'bin', 'python');
  if (!existsSync(python)) {
    throw new EnvironmentError({
      file: python,
      found: 'no such file',
      expected: 'the peers in an environment of their own',
      remedy: 'Run `npm run bench:setup` (about 3 GB to download).',
    });
  }
  return [python, [join(projectRoot, 'bench', contestant.kind, 'peer.py')]];
}

function environmentOf(contestant: Runner): Record<string, string> {
  const threads = String(contestant.threads);
  return contestant.kind === 'ours'
    ? { MQAT_THREADS: threads, ...contestant.environment }
    : {
        OMP_NUM_THREADS: threads,
        MKL_NUM_THREADS: threads,
        OPENBLAS_NUM_THREADS: threads,
        // torch.compile writes the number of threads into its code, but not into the key of its cache.
        TORCHINDUCTOR_CACHE_DIR: join(environmentFolder, `inductor-${threads}`),
      };
}
