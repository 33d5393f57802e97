package io.espalier.store.artifact;

/**
 * An artifact as stored.
 *
 * @param sha256 64 lowercase hex digits
 * @param sizeBytes number of bytes
 * @param kind {@code weights}, {@code mask}, {@code scores}, {@code optimizer}, {@code
 *     predictions}, {@code data-manifest}, {@code plan}, {@code config}, {@code log}, …
 * @param mediaType such as {@code application/json}
 */
public record StoredArtifact(String sha256, long sizeBytes, String kind, String mediaType) {}
