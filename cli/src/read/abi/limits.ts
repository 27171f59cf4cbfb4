// Owns the named limits on an ABI, which is untrusted input.

/** Bytes of one ABI or artifact file (artifacts carry bytecode and sometimes metadata). */
export const abiFileBytesMax = 32 * 1024 * 1024
/** Entries of one ABI; the largest real one seen (forge's Vm) has 460. */
export const abiEntriesMax = 5_000
/** Parameters and components of one entry, counted over all levels. */
export const abiParametersMax = 1_024
/** How deep tuples may nest. */
export const abiDepthMax = 16
/** Array suffixes on one type, `uint256[][2][]` has three. */
export const abiArrayRankMax = 8
/** Elements of a fixed array, all its levels multiplied. */
export const abiFixedElementsMax = 65_536
/** Characters of a name or a type. */
export const abiNameCharsMax = 512
/** Findings reported for one file; what follows is counted only. */
export const abiDiagnosticsMax = 50
