import { MemoryDirectory } from '../../../lib/adapters/memory/memory-directory.ts';
import { describeDirectory } from '../../support/contracts/directory.ts';

describeDirectory('MemoryDirectory', () => ({ directory: new MemoryDirectory() }));
