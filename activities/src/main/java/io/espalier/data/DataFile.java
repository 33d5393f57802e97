package io.espalier.data;

import org.jspecify.annotations.Nullable;

/**
 * A file that a data set is read from.
 *
 * @param name its name in the data folder
 * @param sha256 what it must hash to; null where the user brings the file and its digest is
 *     recorded
 * @param sizeBytes its size, −1 where it is not known beforehand
 */
public record DataFile(String name, @Nullable String sha256, long sizeBytes) {}
