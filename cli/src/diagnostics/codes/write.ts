// Owns codes NX5xxx: writing files and merging with what the user owns.

import type { CodeInfo } from '../code-info.js'

export const writeCodes = {
  NX5001: {
    severity: 'error',
    title: 'path leaves the project',
    meaning: 'A file to be written lies outside of the project, or a symbolic link leads there.',
    help: 'remove the symbolic link, or let the link point inside of the project',
  },
  NX5002: {
    severity: 'error',
    title: 'file cannot be written',
    meaning:
      'The system refused a write: no space, no permission, or a folder where a file belongs.',
    help: 'make room on the disk, make the folder writable, or move away what lies at the path, as the message says; then run the command again: no file is half-written, and what is missing is written then',
  },
  NX5003: {
    severity: 'warning',
    title: 'handler without an operation',
    meaning:
      'The document does not have this operation any more; its handler is moved to src/handlers/_removed/, and comes back with the operation. A stub that nobody wrote in is removed.',
    help: 'delete the file there when you do not need it any more',
  },
  NX5004: {
    severity: 'warning',
    title: 'generated file was edited',
    meaning:
      'A file that is not generated any more was changed by hand, so it is left where it is.',
    help: 'move what you need to a file of your own, then delete it',
  },
  NX5005: {
    severity: 'error',
    title: 'manifest cannot be read',
    meaning:
      'src/generated/manifest.json says which files are generated; it is damaged or of a newer version.',
    help: 'restore it from version control, or delete src/generated and generate again',
  },
  NX5010: {
    severity: 'warning',
    title: 'scaffold changed on both sides',
    meaning:
      'You and the compiler changed the same lines of a file that is yours. Nothing is overwritten. The difference shows what the compiler changes in its own lines (`-`, `+`), and what you have in their place.',
    help: 'edit your lines to what they should be, then run `nexus generate --keep`, which takes the file as it is',
  },
  NX5011: {
    severity: 'warning',
    title: 'removed handlers are compiled',
    meaning:
      'Handlers in src/handlers/_removed/ import operations that are not generated any more, and tsconfig.json does not leave that folder out: type checks of the project fail there.',
    help: 'add "exclude": ["src/handlers/_removed"] to tsconfig.json',
  },
  NX5030: {
    severity: 'warning',
    title: 'handler follows its operation',
    meaning:
      'An operation kept its method and path, and has another `operationId` or tag now, or came back with another tag after it was removed. Its handler moves to the file of the new name; your code stays, the name that it exports and its imports follow.',
    help: 'check who else imports the handler or its operation: `npm run typecheck` tells',
  },
  NX5031: {
    severity: 'error',
    title: 'nexus.lock cannot be read',
    meaning:
      'nexus.lock says what the compiler made of files that are yours. It is damaged, of a newer version, or has marks of a conflict in which both sides have another entry for one file or operation; without it nothing could be merged.',
    help: 'restore it from version control (after a conflict either side will do), or delete it: then nothing is merged this once',
  },
  NX5070: {
    severity: 'warning',
    title: 'file of yours was saved meanwhile',
    meaning:
      'A file that is yours was saved, made or deleted while a generation was under way, after the compiler had read it. It is left as you saved it, and the rest of the generation is done.',
    help: 'run `nexus generate` again: it begins with the file as it is now',
  },
  NX5071: {
    severity: 'warning',
    title: 'new name of a handler is taken in its file',
    meaning:
      'An operation kept its method and path and has another `operationId` now. Its handler would follow, but its file has that name for something else (a variable, an import, a global that it calls): both would be one. The file stays where and as it is.',
    help: 'call the other one something else in that file, then run `nexus generate` again: the handler follows',
  },
  NX4184: {
    severity: 'warning',
    title: "handler whose name is another operation's",
    meaning:
      'Operations took names of each other: the code in a file was written for one, and by its name the file is to answer another. Moving it would take the place of other code, so every file stays as it is.',
    help: 'move the code into the file of its operation, then run `nexus generate --keep`',
  },
  NX5080: {
    severity: 'warning',
    title: 'file of yours is not UTF-8',
    meaning:
      'The compiler has to change a file that is yours (its operation has another name, or what was once made for you changes), and its bytes are no UTF-8: written anew, every one that does not decode would be lost. The file stays where and as it is.',
    help: 'save the file as UTF-8 (`iconv -f latin1 -t utf8`, or your editor), then run `nexus generate` again',
  },
  NX5081: {
    severity: 'warning',
    title: 'handler is a symbolic link',
    meaning:
      'An operation is gone, has another `operationId` or tag now, or what was made for it changes, and a symbolic link lies in the place of its handler. Links are followed when the project is built, and neither moved nor written through.',
    help: 'move the link to where the message says, and rename what its file exports and imports',
  },
} as const satisfies Record<string, CodeInfo>
