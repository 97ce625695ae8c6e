import { oracleProblem } from './oracle.ts';

/** What is missing to ask event-ruler, for the title of what is then left out. In CI it has to be there: throws. */
export function whyWithoutOracle(): string | undefined {
  const problem = oracleProblem();
  if (problem === undefined) return undefined;
  if (process.env.CI !== undefined)
    throw new Error(`patterns cannot be compared with AWS's matcher: ${problem}`);
  console.warn(`patterns are not compared with AWS's matcher: ${problem}`);
  return problem;
}
