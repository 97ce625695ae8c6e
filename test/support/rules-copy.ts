import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the rulebook in a folder of its own, with one text in one file replaced; the folder. */
function rulesWith(file: string, text: string, by: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-rules-'));
  cpSync('rules', folder, { recursive: true });
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  if (!before.includes(text)) throw new Error(`${file} does not say ${text}`);
  writeFileSync(path, before.replace(text, by));
  return folder;
}

const WELCOME = '"touch": { "channel": "email", "template": "onboarding/welcome", "topic": "onboarding" }';

/** The rulebook with a welcome that offers something worth the whole contract, which a manager has to approve. */
export function rulesWithApproval(): string {
  return rulesWith(
    'journeys/smb-onboarding.json',
    WELCOME,
    '"touch": { "channel": "email", "template": "onboarding/welcome", "topic": "expansion", "amount": { "fact": "arr" } }',
  );
}
