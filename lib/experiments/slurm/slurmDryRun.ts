import type { ExecutorMaker } from '../execution/executor';
import { shellWord } from '../../common/shellWord';
import { arrayDependency, tablesDependency } from './slurmExecutor';
import { submissionFolder } from './submissionFile';
import { planSubmission, type SubmissionOptions } from './submissionPlan';

/**
 * Says what would be submitted. The data are opened on this machine: where its engine is not that of the nodes, runs will
 * have other ids.
 * @param say - hears each script, with the command that would submit it
 */
export function slurmDryRun(options: SubmissionOptions, say: (text: string) => void): ExecutorMaker {
  const folder = submissionFolder(options.name);
  return (context) => ({
    prepare: (choice) => context.workers.prepare(context.profile, choice, context.reporter),
    async submit(runs) {
      const { record, scripts, tablesScript } = await planSubmission(runs, context, options, folder);
      const show = (name: string, script: string, dependency: string | undefined) => {
        const condition = dependency === undefined ? [] : [`--dependency=${dependency}`];
        say(`$ ${['sbatch', ...condition, shellWord(`${folder}/${name}`)].join(' ')}\n${script}`);
      };
      for (const [index, script] of scripts.entries())
        show(`array-${index}.sh`, script, arrayDependency(record, index));
      if (tablesScript !== undefined && scripts.length > 0)
        show('tables.sh', tablesScript, tablesDependency(record));
      return { collect: () => Promise.resolve(new Map()) };
    },
    stop: () => context.workers.stop(),
  });
}
