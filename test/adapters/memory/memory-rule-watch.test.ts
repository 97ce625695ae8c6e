import { MemoryRuleWatch } from '../../../lib/adapters/memory/memory-rule-watch.ts';
import { describeRuleWatch } from '../../support/contracts/rule-watch.ts';

describeRuleWatch('MemoryRuleWatch', () => ({ watch: new MemoryRuleWatch() }));
