package io.espalier.service.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Where artifacts lie, for {@code export}: the bytes are copied from the store's own files and
 * hashed on the way.
 *
 * @param files digests by the file name they are to be given
 * @param paths where the bytes are, by digest
 * @param card what is said about them, JSON null for a single artifact
 */
public record FileAnswer(Map<String, String> files, Map<String, String> paths, JsonNode card) {}
