import { MemoryWatermarkStore } from '../../../lib/adapters/memory/memory-watermark-store.ts';
import { describeWatermarkStore } from '../../support/contracts/watermark-store.ts';

describeWatermarkStore('MemoryWatermarkStore', () => ({ store: new MemoryWatermarkStore() }));
