import { outputOf } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { platform } from './platform.mjs';

/**
 * @returns {{ program: string, version: string }} the C++ compiler: $CXX, or the first of g++ and clang++
 */
export function findCompiler() {
  const wanted = process.env.CXX;
  for (const program of wanted ? [wanted] : ['g++', 'clang++']) {
    const version = outputOf(program, ['--version']);
    if (version !== undefined) return { program, version: version.split('\n')[0] };
  }
  throw new SetupFailure(
    wanted ? `the C++ compiler that CXX names does not run: ${wanted}` : 'no C++ compiler (g++ or clang++)',
    platform().compilerRemedy,
  );
}
