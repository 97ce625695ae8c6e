import { MemorySuppressionList } from '../../../lib/adapters/memory/memory-suppression-list.ts';
import { describeSuppressionList } from '../../support/contracts/suppression-list.ts';

describeSuppressionList('MemorySuppressionList', () => ({ list: new MemorySuppressionList() }));
