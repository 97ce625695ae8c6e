import type { Issue } from './issue.ts';
import type { JsonDocument, JsonPath } from './read-json.ts';

/** Collects the issues of one document; `at` narrows to a part of it, so that a check need not know where it stands. */
export interface Reporter {
  error(code: string, message: string, path?: JsonPath, part?: 'key' | 'value'): void;
  warn(code: string, message: string, path?: JsonPath, part?: 'key' | 'value'): void;
  at(...path: (string | number)[]): Reporter;
  /** True once this document (all of it, not this part alone) has an error. */
  failed(): boolean;
}

export function reporterOf(document: JsonDocument, issues: Issue[]): Reporter {
  const state = { errors: document.failed ? 1 : 0 };
  const make = (base: JsonPath): Reporter => {
    const report = (
      severity: Issue['severity'],
      code: string,
      message: string,
      path: JsonPath,
      part: 'key' | 'value',
    ) => {
      const whole = [...base, ...path];
      if (severity === 'error') state.errors += 1;
      const place = document.positionOf(whole, part);
      issues.push({ severity, code, file: document.file, ...place, path: whole.join('.'), message });
    };
    return {
      error: (code, message, path = [], part = 'value') => report('error', code, message, path, part),
      warn: (code, message, path = [], part = 'value') => report('warning', code, message, path, part),
      at: (...path) => make([...base, ...path]),
      failed: () => state.errors > 0,
    };
  };
  return make([]);
}

/**
 * The same reporter, but for errors of these codes, which follow from a mistake that has been told: under a misspelt
 * subject or signal, every name that belongs to it would be unknown too.
 */
export function withoutCodes(report: Reporter, codes: ReadonlySet<string>): Reporter {
  return {
    ...report,
    error: (code, message, path, part) => {
      if (!codes.has(code)) report.error(code, message, path, part);
    },
    at: (...path) => withoutCodes(report.at(...path), codes),
  };
}

/** Keeps the messages of errors in `messages` and nothing else: for text that has no place of its own to point at. */
export function collectingReporter(messages: string[]): Reporter {
  const self: Reporter = {
    error: (_code, message) => {
      messages.push(message);
    },
    warn: () => undefined,
    at: () => self,
    failed: () => messages.length > 0,
  };
  return self;
}

/** Reports nothing: for a second look at what is reported elsewhere. */
export const SILENT_REPORTER: Reporter = {
  error: () => undefined,
  warn: () => undefined,
  at: () => SILENT_REPORTER,
  failed: () => false,
};
