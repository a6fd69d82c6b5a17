/* Slurm itself on this machine: its controller and two nodes of one core each, in a folder of their own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../lib/common/errors';
import { nodeProcesses, parentOf } from './jobProcesses';

const execute = promisify(execFile);

/** Names of the nodes. */
export const nodeNames = ['n1', 'n2'] as const;
export type NodeName = (typeof nodeNames)[number];

/** A running cluster; Slurm's commands find it by `SLURM_CONF`. */
export interface TestCluster {
  readonly version: string;
  /** Ends the daemon of a node and all that runs on it, as a crash does. */
  crash(node: NodeName): Promise<void>;
  startNode(node: NodeName): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts munged, slurmctld and two slurmd. Partition `low` is the usual one; jobs of `high` preempt its jobs, which are requeued.
 * @param folder - an empty one, whose path has no spaces: Slurm's configuration cannot hold them
 * @throws EnvironmentError when Slurm is not installed, or another user than root asks
 */
export async function startCluster(folder: string): Promise<TestCluster> {
  const version = await installedVersion();
  const configuration = join(folder, 'slurm.conf');
  await mkdir(join(folder, 'munge'), { mode: 0o700 });
  await writeFile(join(folder, 'munge', 'key'), randomBytes(128), { mode: 0o600 });
  await writeFile(configuration, await configurationText(folder));
  process.env['SLURM_CONF'] = configuration;
  const log = await open(join(folder, 'daemons.log'), 'a');
  const start = (program: string, ...options: string[]) =>
    spawn(program, options, { stdio: ['ignore', log.fd, log.fd] });
  const startDaemon = (node: NodeName) => start('slurmd', '-D', '-N', node);
  const munge = start('munged', '--foreground', '--force', ...mungeOptions(join(folder, 'munge')));
  await delay(500);
  const controller = start('slurmctld', '-D');
  const daemons = new Map(nodeNames.map((node) => [node, startDaemon(node)]));
  const untilIdle = async (node: NodeName) => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const answer = await execute('sinfo', ['--noheader', `--nodes=${node}`, '--format=%T']).catch(() => ({
        stdout: '',
      }));
      if (/^(idle|mixed|allocated)\n/.test(answer.stdout)) return;
      await delay(500);
    }
    throw notStarted(`node ${node}`, join(folder, 'daemons.log'));
  };
  for (const node of nodeNames) await untilIdle(node);
  return {
    version,
    async crash(node) {
      const jobs = await nodeProcesses(node);
      const parents = await Promise.all(jobs.map(({ pid }) => parentOf(pid)));
      // The step's daemon is the parent of the job's first process.
      const steps = parents.filter((pid) => pid > 1 && !jobs.some((job) => job.pid === pid));
      await kill(daemons.get(node)!, 'SIGKILL');
      for (const pid of [...steps, ...jobs.map((job) => job.pid)]) killQuietly(pid);
    },
    async startNode(node) {
      daemons.set(node, startDaemon(node));
      await untilIdle(node);
    },
    async stop() {
      await execute('scancel', ['--user=root']).catch(() => undefined);
      await delay(3000);
      for (const daemon of [...daemons.values(), controller, munge]) await kill(daemon, 'SIGTERM');
      await log.close();
    },
  };
}

async function installedVersion(): Promise<string> {
  try {
    if (process.getuid?.() !== 0) throw new Error('the daemons would run as another user than root');
    for (const program of ['munged', 'slurmctld']) await execute(program, ['-V']);
    return (await execute('slurmd', ['-V'])).stdout.trim();
  } catch (cause) {
    throw new EnvironmentError({
      field: 'Slurm',
      found: (cause as Error).message,
      expected: 'munged, slurmctld and slurmd, started by root',
      remedy: 'Install them: apt-get install slurm-wlm munge.',
    });
  }
}

async function configurationText(folder: string): Promise<string> {
  const [controller, ...nodes] = [await freePort(), await freePort(), await freePort()];
  const host = hostname();
  return [
    `ClusterName=mqat`,
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    'SlurmUser=root',
    'SlurmdUser=root',
    'AuthType=auth/munge',
    'CredType=cred/munge',
    // A requeued job waits until its old credentials have expired.
    `AuthInfo=socket=${join(folder, 'munge', 'socket')},cred_expire=5`,
    'ProctrackType=proctrack/pgid',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'SwitchType=switch/none',
    'MpiDefault=none',
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/%n`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/%n.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/%n.log`,
    'SlurmdTimeout=15',
    'KillWait=30',
    'MinJobAge=30',
    'ReturnToService=2',
    'PreemptType=preempt/partition_prio',
    'PreemptMode=REQUEUE',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=1',
    ...nodeNames.map(
      (node, index) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${nodes[index]} CPUs=1`,
    ),
    `PartitionName=low Nodes=${nodeNames.join()} Default=YES MaxTime=INFINITE State=UP PriorityTier=1`,
    `PartitionName=high Nodes=${nodeNames.join()} MaxTime=INFINITE State=UP PriorityTier=10`,
    '',
  ].join('\n');
}

function mungeOptions(folder: string): string[] {
  return [
    ...[`--key-file=${folder}/key`, `--socket=${folder}/socket`, `--pid-file=${folder}/pid`],
    ...[`--log-file=${folder}/log`, `--seed-file=${folder}/seed`],
  ];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function kill(daemon: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill(signal);
  await ended;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function notStarted(what: string, log: string): EnvironmentError {
  return new EnvironmentError({
    ...{ file: log, field: what, found: 'no answer after 30 s', expected: 'an idle node' },
    remedy: 'Read the logs there.',
  });
}
