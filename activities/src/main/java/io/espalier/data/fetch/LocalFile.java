package io.espalier.data.fetch;

import java.nio.file.Path;

/**
 * A file of a data set on this machine, as it hashed when it was looked at.
 *
 * @param name its name in the data set
 * @param sha256 of its bytes, uncompressed
 */
public record LocalFile(String name, Path path, String sha256, long sizeBytes) {}
