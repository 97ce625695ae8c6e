import { MemorySettings } from '../../../lib/adapters/memory/memory-settings.ts';
import { describeSettings } from '../../support/contracts/settings.ts';

describeSettings('MemorySettings', () => ({ settings: new MemorySettings() }));
