import { MemoryContactBook } from '../../../lib/adapters/memory/memory-contact-book.ts';
import { MemorySignalLog } from '../../../lib/adapters/memory/memory-signal-log.ts';
import { describeSignalLog } from '../../support/contracts/signal-log.ts';

describeSignalLog('MemorySignalLog', () => {
  const contacts = new MemoryContactBook();
  return { log: new MemorySignalLog(contacts), contacts };
});
