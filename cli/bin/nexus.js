#!/usr/bin/env node
import('../dist/main.js').then(({ run }) => run(process.argv))
