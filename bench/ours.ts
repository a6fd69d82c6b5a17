/*
 * Our side's process: takes requests on standard input, a JSON object a line, and answers on file descriptor 3.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describeEngine, tensorflowVersion } from '../lib/tensor/engine';
import type { Request } from './comparison/process';
import type { PreparedWorkload, TurnResult, Workload } from './workload';
import { prepareBatches } from './workloads/batches';
import { prepareEvaluation } from './workloads/evaluation';
import { prepareInference } from './workloads/inference';
import { preparePoseError } from './workloads/poseError';
import { prepareTraining } from './workloads/training';

const answerDescriptor = 3;

async function main(): Promise<void> {
  let prepared: PreparedWorkload | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      if ('prepare' in request) {
        prepared = await prepare(request.prepare, request.exchange);
        const { parameters, figures } = prepared;
        answer({ parameters, figures, versions: versions() });
      } else {
        answer(await takeTurn(prepared!, request.run));
      }
    } catch (error) {
      answer({ error: error instanceof Error ? error.stack : String(error) });
    }
  }
}

async function takeTurn(prepared: PreparedWorkload, repetitions: number): Promise<TurnResult> {
  const start = process.cpuUsage();
  const samples = await prepared.run(repetitions);
  const { user, system } = process.cpuUsage(start);
  return { samples, processor: (user + system) / 1000 / repetitions };
}

function prepare(workload: Workload, exchange: string): Promise<PreparedWorkload> {
  switch (workload.kind) {
    case 'training':
      return prepareTraining(workload, exchange);
    case 'inference':
      return prepareInference(workload, exchange);
    case 'batches':
      return prepareBatches(workload);
    case 'evaluation':
      return prepareEvaluation();
    case 'poseError':
      return preparePoseError(workload, exchange);
  }
}

function versions(): Record<string, string> {
  return { node: process.version, tfjs: describeEngine().tfjs, tensorflow: tensorflowVersion() };
}

function answer(content: object): void {
  writeSync(answerDescriptor, `${JSON.stringify(content)}\n`);
}

void main();
