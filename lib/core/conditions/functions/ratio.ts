import type { Operand } from '../operand.ts';
import type { Scope } from '../scope.ts';

/** `of` divided by `to`; unknown while either is, and when `to` is 0. */
export function ratioOperand(of: Operand, to: Operand | number): Operand {
  const denominator = (scope: Scope) => (typeof to === 'number' ? to : to.read(scope));
  return {
    type: 'number',
    words: undefined,
    reads: typeof to === 'number' ? of.reads : [...of.reads, ...to.reads],
    read: (scope) => {
      const over = of.read(scope);
      const under = denominator(scope);
      if (typeof over !== 'number' || typeof under !== 'number' || under === 0) return undefined;
      return over / under;
    },
    about: (scope) => {
      const about = of.about(scope);
      if (about.why !== undefined || typeof to === 'number') return about;
      return denominator(scope) === 0 ? { why: 'division-by-zero' } : to.about(scope);
    },
  };
}
