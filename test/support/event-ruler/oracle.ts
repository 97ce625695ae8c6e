import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A question: both as JSON text, so that 300 and 300.0 are asked as they are written. */
export interface Asked {
  readonly pattern: string;
  readonly event: string;
  /** Every matcher of a list by itself, which ought to come to the same. */
  readonly apart?: boolean;
}

export interface Answer {
  /** `failed`: the library itself broke. */
  readonly answer: 'match' | 'none' | 'refused' | 'failed';
  readonly message?: string;
  /** A field stands twice, where only the last one counts. */
  readonly twice?: true;
}

const VERSION = '2.1.0';
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/event-ruler', VERSION);

/** AWS's own matcher of event patterns, event-ruler, in a process of Java. */
export class Oracle {
  readonly #java: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #said = '';

  constructor() {
    this.#java = spawn('java', ['-cp', join(CACHE, '*'), join(import.meta.dirname, 'Oracle.java')]);
    this.#java.stderr.on('data', (text: Buffer) => {
      this.#said += String(text);
    });
    createInterface({ input: this.#java.stdout }).on('line', (line) => {
      this.#waiting.shift()?.(JSON.parse(line) as Answer);
    });
    this.#java.on('exit', (code) => {
      for (const answer of this.#waiting.splice(0))
        answer({ answer: 'failed', message: `java ended with ${code}: ${this.#said.slice(0, 2000)}` });
    });
  }

  /** Many at once are much faster than one after the other. */
  ask(questions: readonly Asked[]): Promise<readonly Answer[]> {
    const answers = questions.map(() => new Promise<Answer>((resolve) => void this.#waiting.push(resolve)));
    this.#java.stdin.write(questions.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return Promise.all(answers);
  }

  close(): void {
    this.#java.stdin.end();
  }
}

/** Fetches the library once, into a folder that git does not see. Says why there is no oracle; undefined if there is. */
export function oracleProblem(): string | undefined {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const [, version = '0'] = /version "(\d+)/.exec(java.stderr ?? '') ?? [];
  if (Number(version) < 17)
    return `AWS's event-ruler needs Java 17 or later, here is ${version === '0' ? 'none' : version}`;
  if (isFetched()) return undefined;
  mkdirSync(CACHE, { recursive: true });
  const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${CACHE}`];
  const maven = spawnSync('mvn', ['-q', '-B', '-f', join(import.meta.dirname, 'pom.xml'), ...copy], {
    encoding: 'utf8',
  });
  if (isFetched()) return undefined;
  const said = maven.error?.message ?? maven.stdout.trim().split('\n')[0];
  return `AWS's event-ruler ${VERSION} could not be fetched by Maven: ${said}`;
}

function isFetched(): boolean {
  return existsSync(CACHE) && readdirSync(CACHE).includes(`event-ruler-${VERSION}.jar`);
}
