#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { main } from './main.ts';

await main(process.argv);
